#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace posegrad::pose::formats {

/// Appends one code point as UTF-8. Surrogates become three bytes, as in Python's "surrogatepass".
/// Throws DataError above 0x10FFFF.
void append_utf8(std::string& text, char32_t code);

/// Reads one code point and moves `at` behind it; nothing when the bytes at `at` are not UTF-8
/// (surrogates are let through).
std::optional<char32_t> next_code_point(std::string_view utf8, std::size_t& at);

bool is_utf8(std::string_view bytes);

std::string latin1_to_utf8(std::string_view bytes);

/// Nothing when a code point is above 255 or the text is not UTF-8.
std::optional<std::string> utf8_to_latin1(std::string_view utf8);

/// The bytes that standard base64 (RFC 4648) stands for; nothing when it is none.
std::optional<std::string> decode_base64(std::string_view text);

/// A text for messages: control characters escaped, cut behind about `longest` bytes.
std::string printable(std::string_view text, std::size_t longest = 80);
/// The name of a file for messages: as printable(), but whole.
std::string printable_path(std::string_view path);

}  // namespace posegrad::pose::formats
