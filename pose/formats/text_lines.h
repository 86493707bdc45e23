#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad::pose::formats {

/// A text of words, line by line, from front to back. Lines end with LF, CRLF or CR; a UTF-8 byte
/// order mark at the start is skipped. Nothing is copied: the text must outlive the reader and the
/// words that it gave.
class TextLines {
 public:
  /// `name` is what errors call the text. From `comment` on, unless it is 0, the rest of a line
  /// does not count.
  TextLines(std::string_view text, std::string name, char comment = 0);

  /// Goes to the next line that holds a word; false at the end.
  bool next();
  /// The same; throws DataError "NAME: line N: the file ends here; expected WHAT" at the end.
  void require(std::string_view what);

  /// Of the present line.
  const std::vector<std::string_view>& words() const noexcept { return words_; }
  std::string_view line() const noexcept { return line_; }  // from its first to its last word
  Index number() const noexcept { return number_; }         // counted from 1

  /// Word `index` as a finite number. Throws DataError, also when there is no such word.
  double real(std::size_t index) const;
  Index whole(std::size_t index) const;

  /// Throws DataError "NAME: line N: MESSAGE".
  [[noreturn]] void fail(std::string_view message) const;
  const std::string& name() const noexcept { return name_; }

 private:
  std::string_view word(std::size_t index, std::string_view wanted) const;

  std::string_view rest_;
  std::string name_;
  char comment_;
  std::string_view line_;
  std::vector<std::string_view> words_;
  Index number_ = 0;
};

/// A whole word as a finite number; nothing when it is none.
std::optional<double> real_number(std::string_view word);
std::optional<Index> whole_number(std::string_view word);

/// Whether two words are the same but for the case of ASCII letters.
bool same_word(std::string_view a, std::string_view b);

}  // namespace posegrad::pose::formats
