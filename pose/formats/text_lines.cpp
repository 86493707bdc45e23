#include "pose/formats/text_lines.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF", kBlanks = " \t\f\v";

void split(std::string_view line, std::vector<std::string_view>& words) {
  words.clear();
  for (std::size_t at = line.find_first_not_of(kBlanks); at != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(kBlanks, at), line.size());
    words.push_back(line.substr(at, end - at));
    at = line.find_first_not_of(kBlanks, end);
  }
}

template <class Number>
std::optional<Number> parsed(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);  // from_chars knows no plus sign
  Number number{};
  const auto [rest, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc{} || rest != word.data() + word.size()) return std::nullopt;
  return number;
}

}  // namespace

TextLines::TextLines(std::string_view text, std::string name, char comment)
    : rest_(text), name_(std::move(name)), comment_(comment) {
  if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
}

bool TextLines::next() {
  do {
    if (rest_.empty()) {
      line_ = {};
      words_.clear();
      return false;
    }
    const std::size_t end = std::min(rest_.find_first_of("\r\n"), rest_.size());
    line_ = rest_.substr(0, end);
    rest_.remove_prefix(
        std::min(rest_.size(), end + (rest_.substr(end).starts_with("\r\n") ? 2U : 1U)));
    ++number_;
    if (comment_ != 0) line_ = line_.substr(0, line_.find(comment_));
    split(line_, words_);
  } while (words_.empty());
  line_ = {words_.front().data(), words_.back().data() + words_.back().size()};
  return true;
}

void TextLines::require(std::string_view what) {
  if (!next()) fail(fmt::format("the file ends here; expected {}", what));
}

std::string_view TextLines::word(std::size_t index, std::string_view wanted) const {
  if (index >= words_.size())
    fail(fmt::format("'{}' ends early; expected {}", printable(line_), wanted));
  return words_[index];
}

double TextLines::real(std::size_t index) const {
  const std::string_view text = word(index, "a number");
  const auto number = real_number(text);
  if (!number) fail(fmt::format("found '{}', expected a finite number", printable(text)));
  return *number;
}

Index TextLines::whole(std::size_t index) const {
  const std::string_view text = word(index, "a whole number");
  const auto number = whole_number(text);
  if (!number) fail(fmt::format("found '{}', expected a whole number", printable(text)));
  return *number;
}

void TextLines::fail(std::string_view message) const {
  throw DataError(fmt::format("{}: line {}: {}", name_, std::max<Index>(number_, 1), message));
}

std::optional<double> real_number(std::string_view word) {
  const auto number = parsed<double>(word);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

std::optional<Index> whole_number(std::string_view word) { return parsed<Index>(word); }

bool same_word(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

}  // namespace posegrad::pose::formats
