#include "pose/detections/container/text_numbers.h"

#include <algorithm>

#include <fmt/format.h>

#include "pose/formats/text_lines.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {

std::string plain_text(std::string_view utf8, const std::string& name) {
  std::string text;
  text.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size(); ++at) {
    const char c = utf8[at];
    if (c == '\0')
      throw DataError(
          fmt::format("{}: line {}: a zero byte", name, std::ranges::count(text, '\n') + 1));
    if (c == '\r') {
      text += '\n';
      if (utf8.substr(at + 1).starts_with('\n')) ++at;
    } else {
      text += c;
    }
  }
  return text;
}

bool holds_numbers(std::string_view utf8) {
  constexpr std::size_t kLookedAt = 4096;
  formats::TextLines lines(utf8.substr(0, kLookedAt), "", '#');
  std::size_t words = 0, numbers = 0;
  while (lines.next()) {
    words += lines.words().size();
    numbers +=
        static_cast<std::size_t>(std::ranges::count_if(lines.words(), [](std::string_view word) {
          return formats::real_number(word) || formats::same_word(word, "nan");
        }));
  }
  return words > 0 && 2 * numbers >= words;
}

bool is_blank(std::string_view utf8) {
  return utf8.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos;
}

}  // namespace posegrad::pose::detections
