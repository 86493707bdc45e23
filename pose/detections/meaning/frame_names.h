#pragma once
#include <span>
#include <string>
#include <vector>

#include "tensor/index.h"

namespace posegrad::pose::detections {

/// Frame numbers in the names of pictures or of files beside them, folder and ending aside: the
/// last run of digits that differs from name to name ("clip_000012_keypoints.json" -> 12,
/// "07_1080p"
/// -> 7). Names without any digits are numbered from 0 in the order of the alphabet. Takes time in
/// proportion to the names' length. Throws DataError "SOURCE: ..." when two different names have
/// the same number, some names have one and others none, or one is beyond 18 digits.
std::vector<Index> numbers_in_names(std::span<const std::string> names, const std::string& source);

}  // namespace posegrad::pose::detections
