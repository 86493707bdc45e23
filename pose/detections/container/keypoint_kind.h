#pragma once
#include <string_view>

namespace posegrad::pose::detections {

/// Whether a file may hold keypoints by its first bytes, whatever its name is: JSON, a table, arrays,
/// a pickle, or something packed. A plain text may not.
bool may_hold_keypoints(std::string_view begin);

}  // namespace posegrad::pose::detections
