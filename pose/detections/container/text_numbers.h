#pragma once
#include <string>
#include <string_view>

namespace posegrad::pose::detections {

/// A text with line ends "\n". Throws DataError "NAME: line N: a zero byte", which files have that
/// were cut by a crash.
std::string plain_text(std::string_view utf8, const std::string& name);

/// Whether at least half of the first words are numbers: what a detector writes, not what a person
/// reads. An empty text is not.
bool holds_numbers(std::string_view utf8);

bool is_blank(std::string_view utf8);

}  // namespace posegrad::pose::detections
