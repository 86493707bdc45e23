#pragma once
#include <string>
#include <vector>

namespace posegrad::pose::detections {

/// "a, b, c, d, ...": the first four, printable.
std::string list_text(const std::vector<std::string>& names);

/// "2 other files in the folder left out: a, b"; no note for none.
void note_left_out(const std::vector<std::string>& names, std::vector<std::string>& notes);

}  // namespace posegrad::pose::detections
