#pragma once
#include <string>
#include <string_view>

namespace posegrad::pose::detections {

/// What is behind the last dot of a name, in lower case; empty without one.
std::string file_ending(std::string_view name);

}  // namespace posegrad::pose::detections
