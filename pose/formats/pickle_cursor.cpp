#include "pose/formats/pickle_cursor.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {

std::string_view PickleCursor::take(std::uint64_t size) {
  if (size > remaining())
    throw PickleCutShort(
        fmt::format("{} bytes are announced where {} are left", size, remaining()));
  const std::string_view taken = bytes_.view().substr(at_, size);
  at_ += size;
  return taken;
}

Blob PickleCursor::blob(std::uint64_t size) {
  constexpr std::size_t kWorthSharing = 4096;
  const std::string_view taken = take(size);
  return size < kWorthSharing ? Blob::copy_of(taken) : bytes_.slice(at_ - size, size);
}

std::uint64_t PickleCursor::signed_length() {
  const auto length = little_endian<std::int32_t>();
  if (length < 0) throw DataError(fmt::format("a length of {}", length));
  return static_cast<std::uint64_t>(length);
}

std::string_view PickleCursor::line() {
  const std::size_t end = bytes_.view().find('\n', at_);
  if (end == std::string_view::npos) throw PickleCutShort("a line without an end");
  const std::string_view text = bytes_.view().substr(at_, end - at_);
  at_ = end + 1;
  return text;
}

double PickleCursor::big_endian_double() {
  std::uint64_t word = 0;
  for (const char byte : take(8)) word = word << 8 | static_cast<unsigned char>(byte);
  return std::bit_cast<double>(word);
}

Value parse_integer(std::string_view digits) {
  constexpr std::size_t kMostDigits = 4300;  // Python's own limit: the conversion is quadratic
  const std::string_view whole = digits;
  const auto refuse = [&] {
    return DataError(fmt::format("'{}' is not an integer", printable(whole)));
  };
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  if (digits.empty() || digits.size() > kMostDigits) throw refuse();
  std::string magnitude(1, '\0');  // little endian; its last byte keeps the sign bit free
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') throw refuse();
    unsigned carry = static_cast<unsigned>(digit - '0');
    for (char& byte : magnitude) {
      carry += static_cast<unsigned char>(byte) * 10u;
      byte = static_cast<char>(carry & 0xFF);
      carry >>= 8;
    }
    if (carry > 0) magnitude += static_cast<char>(carry);
  }
  magnitude += '\0';
  if (negative) {  // two's complement: invert and add one
    unsigned carry = 1;
    for (char& byte : magnitude) {
      carry += static_cast<unsigned char>(~byte);
      byte = static_cast<char>(carry & 0xFF);
      carry >>= 8;
    }
  }
  return Value::integer(magnitude);
}

double parse_real(std::string_view text) {
  std::string_view digits = text;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  // from_chars knows "inf" and "nan" too. Out of range: Python never writes such a number.
  if (error != std::errc() || end != digits.data() + digits.size())
    throw DataError(fmt::format("'{}' is not a number", printable(text)));
  return number;
}

namespace {

/// The number that `digits` spell in `base`; nothing unless all of them do.
std::optional<std::uint32_t> code_of(std::string_view digits, int base) {
  std::uint32_t code = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), code, base);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size())
    return std::nullopt;
  return code;
}

}  // namespace

std::string parse_quoted(std::string_view literal) {
  const auto refuse = [&] {
    return DataError(fmt::format("{} is not a quoted string", printable(literal)));
  };
  while (literal.ends_with('\r') || literal.ends_with(' ')) literal.remove_suffix(1);
  if (literal.size() < 2 || literal.front() != literal.back() ||
      (literal.front() != '\'' && literal.front() != '"'))
    throw refuse();
  const std::string_view body = literal.substr(1, literal.size() - 2);
  constexpr std::string_view kNames = "ntr\\'\"abfv", kBytes = "\n\t\r\\'\"\a\b\f\v";
  std::string bytes;
  for (std::size_t at = 0; at < body.size(); ++at) {
    if (body[at] != '\\') {
      bytes += body[at];
      continue;
    }
    if (++at == body.size()) throw refuse();
    if (const std::size_t name = kNames.find(body[at]); name != std::string_view::npos) {
      bytes += kBytes[name];
    } else if (body[at] == 'x') {
      const auto code = code_of(body.substr(at + 1, 2), 16);
      if (!code || body.size() - at < 3) throw refuse();
      bytes += static_cast<char>(*code);
      at += 2;
    } else if (body[at] >= '0' && body[at] <= '7') {
      std::size_t count = 1;
      while (count < 3 && at + count < body.size() && body[at + count] >= '0' &&
             body[at + count] <= '7')
        ++count;
      bytes += static_cast<char>(*code_of(body.substr(at, count), 8) & 0xFF);
      at += count - 1;
    } else {
      bytes += '\\';
      bytes += body[at];
    }
  }
  return bytes;
}

std::string parse_raw_unicode(std::string_view text) {
  std::string utf8;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t run = 0;
    while (at + run < text.size() && text[at + run] == '\\') ++run;
    const char kind = at + run < text.size() ? text[at + run] : '\0';
    if (run % 2 == 1 &&
        (kind == 'u' || kind == 'U')) {  // an even run is backslashes that stand for themselves
      utf8.append(run - 1, '\\');
      const std::size_t digits = kind == 'u' ? 4 : 8;
      const std::string_view hex = text.substr(at + run + 1, digits);
      const auto code = code_of(hex, 16);
      if (!code || hex.size() != digits)
        throw DataError(fmt::format("'{}' has a broken escape", printable(text)));
      append_utf8(utf8, *code);
      at += run + 1 + digits;
    } else if (run > 0) {
      utf8.append(run, '\\');
      at += run;
    } else {
      append_utf8(utf8, static_cast<unsigned char>(text[at++]));
    }
  }
  return utf8;
}

}  // namespace posegrad::pose::formats
