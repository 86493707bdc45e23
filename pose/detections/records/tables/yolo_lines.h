#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad::pose::detections::tables {

/// A line of numbers that stands for one person.
struct YoloLine {
  std::vector<double> numbers;
  std::string where;  // "clip_1.txt: line 3"
};

/// What stands where in a line: class, box and confidence in front (`head` numbers), joints, then
/// at most two more (confidence, track).
struct YoloForm {
  std::size_t head = 5;  // 1: class; 5: and box; 6: and the box's confidence
  std::size_t joints = 17;
  std::size_t numbers = 3;  // of a joint
  std::size_t body() const { return head + joints * numbers; }
  bool has_box() const { return head >= 5; }
};

/// Whether the first line with words holds numbers only. True for a text without any.
bool is_text_of_numbers(std::string_view text);

/// Appends the lines of a text that are not empty. Throws DataError "WHERE: line N: ..." for a word
/// that is no number.
void append_lines(std::string_view text, const std::string& where, std::vector<YoloLine>& lines);

/// The one form of all lines: by their lengths, and where these leave a choice by `points` (of
/// --layout; 0: not said), then by what a form would mean (points in their box, scores from 0 to
/// 2), 17 joints first. Throws DataError at the first line that no form has.
YoloForm form_of(std::span<const YoloLine> lines, Index points = 0);

}  // namespace posegrad::pose::detections::tables
