#pragma once
#include <span>
#include <string>
#include <vector>

#include "tensor/index.h"

namespace posegrad::pose::readers {

/// Frame numbers from the names of pictures or of files beside them: the last run of digits that
/// differs from name to name ("clip_000012_keypoints.json" -> 12). Names without any digits are
/// counted from 0 in the order of the alphabet. Throws DataError "SOURCE: ..." when two different
/// names have the same number, or one is beyond 18 digits.
std::vector<Index> frame_numbers(std::span<const std::string> names, const std::string& source);

}  // namespace posegrad::pose::readers
