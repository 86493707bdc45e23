#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace posegrad::pose::detections {

/// Whether bytes are a text in UTF-16 or a one-byte encoding: no control characters but white
/// space, no zero bytes but those of UTF-16. Looks at the first few thousand.
bool looks_like_text(std::string_view bytes);

/// A text as UTF-8 without a byte order mark. Nothing when it is that already: no copy is made
/// then. UTF-16 is known by its mark or by its zero bytes; what is no UTF-8 is taken as latin-1;
/// half of a surrogate pair becomes U+FFFD. Throws DataError "NAME: ..." for UTF-16 that ends
/// within a character, and for UTF-32.
std::optional<std::string> to_utf8(std::string_view bytes, const std::string& name);

/// A text with line ends "\n". Throws DataError "NAME: line N: a zero byte", which files have that
/// were cut by a crash.
std::string plain_text(std::string_view utf8, const std::string& name);

/// Whether at least half of the first words are numbers: what a detector writes, not what a person
/// reads. An empty text is not.
bool holds_numbers(std::string_view utf8);

bool is_blank(std::string_view utf8);

}  // namespace posegrad::pose::detections
