#pragma once
#include <string_view>

namespace posegrad::pose::detections {

/// Whether `a` comes before `b` as people count: "frame_2" before "frame_10". Numbers of the same
/// value go by their digits, so that different names are never equal.
bool in_natural_order(std::string_view a, std::string_view b);

}  // namespace posegrad::pose::detections
