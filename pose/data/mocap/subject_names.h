#pragma once
#include <string>
#include <string_view>

namespace posegrad::pose::mocap {

/// Whose motion a clip is: its name up to the first underscore ("35_01" is of "35"); the whole name
/// when there is none or nothing before it.
std::string subject_of_name(std::string_view clip);

}  // namespace posegrad::pose::mocap
