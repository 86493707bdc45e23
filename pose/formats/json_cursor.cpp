#include "pose/formats/json_cursor.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr char32_t kReplacement = 0xFFFD;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_high(char32_t code) { return code >= 0xD800 && code < 0xDC00; }
bool is_low(char32_t code) { return code >= 0xDC00 && code < 0xE000; }
bool is_surrogate(char32_t code) { return code >= 0xD800 && code < 0xE000; }

}  // namespace

JsonCursor::JsonCursor(std::string_view text, const std::string& name, bool lenient)
    : text_(text), name_(name), lenient_(lenient) {
  if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
}

std::string JsonCursor::place_of(std::size_t at) const {
  const std::string_view before = text_.substr(0, at);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 == 0
  return fmt::format("line {}, column {}", std::ranges::count(before, '\n') + 1,
                     before.size() - line_start + 1);
}

void JsonCursor::fail(std::string_view why) const {
  throw DataError(fmt::format("{}: {}: this is no JSON: {}", name_, place(), why));
}

void JsonCursor::unexpected() const {
  constexpr std::size_t kExcerpt = 12;
  if (at_end()) fail("the text ends too early");
  const std::string_view rest = text_.substr(at_);
  fail(fmt::format("'{}' was not expected",
                   printable(rest.substr(0, std::min(rest.find('\n', 1), kExcerpt)))));
}

void JsonCursor::trailing_comma() const {
  fail(fmt::format("'{}' was not expected behind a comma", peek()));
}

std::string_view JsonCursor::string() {
  const std::size_t begin = ++at_;
  std::size_t copied = begin;  // up to here the text is in unescaped_
  bool is_escaped = false;
  for (;;) {
    if (at_end()) unexpected();
    const auto byte = static_cast<unsigned char>(text_[at_]);
    if (byte == '"') break;
    if (byte < 0x20) unexpected();
    if (byte >= 0x80) {
      const std::size_t first = at_;
      const auto code = next_code_point(text_, at_);
      if (!code || is_surrogate(*code)) {
        at_ = first;
        fail("a text that is not UTF-8");
      }
    } else if (byte != '\\') {
      ++at_;
    } else {
      if (!is_escaped) unescaped_.clear();
      is_escaped = true;
      unescaped_.append(text_, copied, at_ - copied);
      escape();
      copied = at_;
    }
  }
  const std::size_t end = at_++;
  if (!is_escaped) return text_.substr(begin, end - begin);
  return unescaped_.append(text_, copied, end - copied);
}

/// Appends what the escape at the present place stands for.
void JsonCursor::escape() {
  constexpr std::string_view kEscapes = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
  const std::size_t begin = at_++;
  const std::size_t simple = at_end() ? std::string_view::npos : kEscapes.find(text_[at_]);
  if (simple != std::string_view::npos) {
    ++at_;
    unescaped_ += kMeanings[simple];
    return;
  }
  if (!accept('u')) {
    if (!at_end()) at_ = begin;
    unexpected();
  }
  char32_t code = hex();
  if (is_high(code) && text_.substr(at_).starts_with("\\u")) {
    const std::size_t second = at_;
    at_ += 2;
    if (const char32_t low = hex(); is_low(low)) {
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    } else {
      at_ = second;
    }
  }
  if (is_surrogate(code)) {
    if (!lenient_) {
      at_ = begin;
      fail("half of a surrogate pair");
    }
    code = kReplacement;
  }
  append_utf8(unescaped_, code);
}

char32_t JsonCursor::hex() {
  std::uint32_t code = 0;
  for (int i = 0; i < 4; ++i, ++at_) {
    if (at_end()) unexpected();
    const char c = text_[at_];
    const char lower = static_cast<char>(c | 0x20);
    if (!is_digit(c) && !(lower >= 'a' && lower <= 'f')) unexpected();
    code = code << 4 | static_cast<std::uint32_t>(is_digit(c) ? c - '0' : lower - 'a' + 10);
  }
  return code;
}

bool JsonCursor::accept_digits() {
  const std::size_t begin = at_;
  while (!at_end() && is_digit(text_[at_])) ++at_;
  return at_ > begin;
}

Value JsonCursor::number() {
  const std::size_t begin = at_;
  const bool is_negative = accept('-');
  if (lenient_ && is_negative)
    if (const auto value = not_finite()) return -*value;
  if (!accept('0') && !accept_digits()) unexpected();
  bool is_whole = true;
  if (accept('.')) {
    is_whole = false;
    if (!accept_digits()) unexpected();
  }
  if (accept('e') || accept('E')) {
    is_whole = false;
    if (!accept('+')) accept('-');
    if (!accept_digits()) unexpected();
  }
  const std::string_view digits = text_.substr(begin, at_ - begin);
  std::int64_t whole = 0;
  if (is_whole &&
      std::from_chars(digits.data(), digits.data() + digits.size(), whole).ec == std::errc())
    return whole;
  return real(digits);
}

Value JsonCursor::real(std::string_view digits) const {
  const char* end = digits.data() + digits.size();
  double value = 0;
  if (std::from_chars(digits.data(), end, value).ec == std::errc()) return value;
  // Too large, or too small, which is 0: a wider type tells.
  long double wide = 0;
  const bool is_read = std::from_chars(digits.data(), end, wide).ec == std::errc();
  if (!is_read || std::abs(wide) > std::numeric_limits<double>::max())
    throw DataError(fmt::format("{}: {}: the number {} is out of range", name_,
                                place_of(at_ - digits.size()), printable(digits)));
  return static_cast<double>(wide);
}

bool JsonCursor::accept_word(std::string_view word, bool any_case) {
  const std::string_view there = text_.substr(at_, word.size());
  const auto lower = [any_case](char c) {
    return any_case && c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  };
  if (!std::ranges::equal(there, word, {}, lower, lower)) return false;
  at_ += word.size();
  return true;
}

Value JsonCursor::word() {
  if (accept_word("true", false)) return true;
  if (accept_word("false", false)) return false;
  if (accept_word("null", false)) return {};
  if (lenient_)
    if (const auto value = not_finite()) return *value;
  unexpected();
}

std::optional<double> JsonCursor::not_finite() {
  if (accept_word("nan", true)) return std::numeric_limits<double>::quiet_NaN();
  if (accept_word("infinity", true) || accept_word("inf", true))
    return std::numeric_limits<double>::infinity();
  return std::nullopt;
}

}  // namespace posegrad::pose::formats
