#pragma once
#include <string>
#include <vector>

#include "pose/detections/layouts/layout.h"

namespace posegrad::test::property {

inline constexpr std::size_t kNameStyles = 6;

/// Names of a layout's points as one of the tools spells them: left_knee, leftKnee, LKnee, "Left
/// Knee", knee_left, l_knee; points without a place in ours are called after their numbers.
std::vector<std::string> spelled_names(const pose::detections::Layout& layout, int style);

}  // namespace posegrad::test::property
