#include "pose/detections/container/text.h"

#include <algorithm>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "pose/formats/text_lines.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

using namespace std::string_view_literals;
constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF"sv, kLittleMark = "\xFF\xFE"sv,
                           kBigMark = "\xFE\xFF"sv, kWideMark = "\xFF\xFE\0\0"sv,
                           kWideBigMark = "\0\0\xFE\xFF"sv;
constexpr std::size_t kLookedAt = 4096;

enum class Width { one, two_little, two_big, four };

bool is_strange(char c) {
  const auto byte = static_cast<unsigned char>(c);
  const bool is_space = byte >= '\t' && byte <= '\r';
  return (byte < 0x20 && !is_space) || byte == 0x7F;
}

/// UTF-16 of mostly ASCII is zero at every second byte (`odd` or even ones) and hardly anywhere
/// else (U+0100), and a text at the others.
bool is_utf16(std::string_view begin, bool zeros_are_odd) {
  std::size_t zeros = 0, strange = 0;
  for (std::size_t i = 0; i < begin.size(); ++i) {
    const bool may_be_zero = (i % 2 == 1) == zeros_are_odd;
    if (begin[i] != '\0') {
      strange += !may_be_zero && is_strange(begin[i]) ? 1 : 0;
    } else if (may_be_zero) {
      ++zeros;
    } else {
      ++strange;
    }
  }
  return zeros > begin.size() / 3 && 20 * strange <= begin.size();
}

Width width_of(std::string_view bytes) {
  if (bytes.starts_with(kWideMark) || bytes.starts_with(kWideBigMark)) return Width::four;
  if (bytes.starts_with(kLittleMark)) return Width::two_little;
  if (bytes.starts_with(kBigMark)) return Width::two_big;
  const std::string_view begin = bytes.substr(0, kLookedAt);
  if (begin.find('\0') == std::string_view::npos) return Width::one;
  if (is_utf16(begin, true)) return Width::two_little;
  if (is_utf16(begin, false)) return Width::two_big;
  return Width::one;
}

std::string from_utf16(std::string_view bytes, bool is_big, const std::string& name) {
  if (bytes.starts_with(is_big ? kBigMark : kLittleMark)) bytes.remove_prefix(2);
  if (bytes.size() % 2 != 0)
    throw DataError(fmt::format("{}: UTF-16 of an odd number of bytes; was the file cut?", name));
  const auto unit = [&](std::size_t i) -> char32_t {
    const auto first = static_cast<unsigned char>(bytes[2 * i]);
    const auto second = static_cast<unsigned char>(bytes[2 * i + 1]);
    return is_big ? static_cast<char32_t>(first << 8 | second)
                  : static_cast<char32_t>(second << 8 | first);
  };
  const std::size_t count = bytes.size() / 2;
  std::string text;
  text.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    char32_t code = unit(i);
    const bool is_high = code >= 0xD800 && code < 0xDC00;
    if (is_high && i + 1 < count && unit(i + 1) >= 0xDC00 && unit(i + 1) < 0xE000) {
      code = 0x10000 + ((code - 0xD800) << 10) + (unit(++i) - 0xDC00);
    } else if (code >= 0xD800 && code < 0xE000) {
      code = 0xFFFD;
    }
    formats::append_utf8(text, code);
  }
  return text;
}

}  // namespace

bool looks_like_text(std::string_view bytes) {
  const std::string_view begin = bytes.substr(0, kLookedAt);
  if (width_of(begin) != Width::one) return true;
  return std::ranges::none_of(begin, is_strange);
}

std::optional<std::string> to_utf8(std::string_view bytes, const std::string& name) {
  switch (width_of(bytes)) {
    case Width::four:
      throw DataError(fmt::format("{}: a text in UTF-32; UTF-8 and UTF-16 can be read", name));
    case Width::two_little:
      return from_utf16(bytes, false, name);
    case Width::two_big:
      return from_utf16(bytes, true, name);
    case Width::one:
      break;
  }
  if (bytes.starts_with(kUtf8Mark)) {
    const std::string_view text = bytes.substr(kUtf8Mark.size());
    return formats::is_utf8(text) ? std::string(text) : formats::latin1_to_utf8(text);
  }
  if (formats::is_utf8(bytes)) return std::nullopt;
  return formats::latin1_to_utf8(bytes);
}

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
