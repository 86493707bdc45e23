#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "pose/formats/pickle_value.h"

namespace posegrad::pose::formats {

/// The tokens of JSON texts, from front to back. Throws DataError "NAME: line 3, column 7: this is
/// no JSON: ...".
class JsonCursor {
 public:
  /// Skips a UTF-8 byte order mark. `text` and `name` must outlive the cursor. `lenient`: see
  /// JsonOptions.
  JsonCursor(std::string_view text, const std::string& name, bool lenient);

  void skip_space() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
      ++at_;
  }
  bool at_end() const { return at_ == text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  bool accept(char wanted) {
    if (at_end() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  /// From the quote on. The view is of the text, or of a buffer that the next string changes.
  std::string_view string();
  Value number();  // from a digit or minus sign on
  Value word();    // true, false, null; lenient: NaN and Infinity

  /// "line 3, column 7", both counted from 1, of bytes.
  std::string place() const { return place_of(at_); }
  [[noreturn]] void unexpected() const;
  [[noreturn]] void trailing_comma() const;

 private:
  std::string place_of(std::size_t at) const;
  [[noreturn]] void fail(std::string_view why) const;
  bool accept_digits();
  bool accept_word(std::string_view word, bool any_case);
  std::optional<double> not_finite();
  Value real(std::string_view digits) const;
  void escape();
  char32_t hex();

  std::string_view text_;
  const std::string& name_;
  bool lenient_;
  std::size_t at_ = 0;
  std::string unescaped_;
};

}  // namespace posegrad::pose::formats
