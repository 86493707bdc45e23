#pragma once
#include <string_view>

namespace posegrad::pose::detections {

/// layouts.json as it stands beside this file.
extern const std::string_view layouts_text;

}  // namespace posegrad::pose::detections
