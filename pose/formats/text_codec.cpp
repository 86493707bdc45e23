#include "pose/formats/text_codec.h"

#include <limits>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {
constexpr char byte_of(char32_t bits) {
  return static_cast<char>(static_cast<unsigned char>(bits));
}
}  // namespace

void append_utf8(std::string& text, char32_t code) {
  if (code < 0x80) {
    text += byte_of(code);
    return;
  }
  if (code < 0x800) {
    text += byte_of(0xC0 | code >> 6);
  } else if (code < 0x10000) {
    text += byte_of(0xE0 | code >> 12);
    text += byte_of(0x80 | (code >> 6 & 0x3F));
  } else if (code < 0x110000) {
    text += byte_of(0xF0 | code >> 18);
    text += byte_of(0x80 | (code >> 12 & 0x3F));
    text += byte_of(0x80 | (code >> 6 & 0x3F));
  } else {
    throw DataError(fmt::format("0x{:x} is not a character", static_cast<std::uint32_t>(code)));
  }
  text += byte_of(0x80 | (code & 0x3F));
}

std::optional<char32_t> next_code_point(std::string_view utf8, std::size_t& at) {
  const auto first = static_cast<unsigned char>(utf8[at]);
  if (first < 0x80) {
    ++at;
    return first;
  }
  const std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  if (first < 0xC2 || first > 0xF4 || utf8.size() - at <= more) return std::nullopt;
  char32_t code = first & (0x3Fu >> more);
  for (std::size_t i = 1; i <= more; ++i) {
    const auto next = static_cast<unsigned char>(utf8[at + i]);
    if ((next & 0xC0) != 0x80) return std::nullopt;
    code = code << 6 | (next & 0x3Fu);
  }
  const char32_t smallest = more == 3   ? 0x10000
                            : more == 2 ? 0x800
                                        : 0x80;  // no longer form than needed
  if (code < smallest || code > 0x10FFFF) return std::nullopt;
  at += more + 1;
  return code;
}

bool is_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    if (static_cast<unsigned char>(bytes[at]) < 0x80) {
      ++at;
    } else if (!next_code_point(bytes, at)) {
      return false;
    }
  }
  return true;
}

std::string latin1_to_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (const char byte : bytes) append_utf8(text, static_cast<unsigned char>(byte));
  return text;
}

std::optional<std::string> utf8_to_latin1(std::string_view utf8) {
  std::string bytes;
  bytes.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const auto code = next_code_point(utf8, at);
    if (!code || *code > 0xFF) return std::nullopt;
    bytes += byte_of(*code);
  }
  return bytes;
}

std::optional<std::string> decode_base64(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (text.size() % 4 != 0) return std::nullopt;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  std::string bytes;
  std::uint32_t bits = 0, count = 0;  // read, but not yet in a byte
  for (const char digit : text) {
    const std::size_t value = kDigits.find(digit);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0xFFF;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xFF);
  }
  return bytes;
}

std::string printable(std::string_view text, std::size_t longest) {
  const bool valid = is_utf8(text);
  std::string shown;
  for (std::size_t at = 0; at < text.size();) {
    if (shown.size() >= longest) return shown + "...";
    const std::size_t begin = at;
    const char32_t code =
        valid ? *next_code_point(text, at) : static_cast<unsigned char>(text[at++]);
    if (code < 0x20 || (code >= 0x7F && code < 0xA0) || (!valid && code >= 0x80)) {
      shown += fmt::format("\\x{:02x}", static_cast<std::uint32_t>(code));
    } else {
      shown += text.substr(begin, at - begin);
    }
  }
  return shown;
}

std::string printable_path(std::string_view path) {
  return printable(path, std::numeric_limits<std::size_t>::max());
}

}  // namespace posegrad::pose::formats
