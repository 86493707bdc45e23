#include "pose/formats/npy_header.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/formats/ndarray.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {

namespace {

class HeaderParser {
 public:
  explicit HeaderParser(std::string_view text) : text_(text) {}

  NpyHeader parse() {
    NpyHeader header;
    bool descr = false, order = false, shape = false;
    const auto once = [&](bool& seen, std::string_view key) {
      if (std::exchange(seen, true)) fail(fmt::format("the key '{}' comes twice", key));
    };
    expect('{');
    while (!accept('}')) {
      const std::string key = quoted();
      expect(':');
      if (key == "descr") {
        once(descr, key);
        if (peek() == '[') fail("records (structured types) are not supported");
        header.descr = quoted();
      } else if (key == "fortran_order") {
        once(order, key);
        header.fortran_order = boolean();
      } else if (key == "shape") {
        once(shape, key);
        header.shape = tuple();
      } else {
        fail(fmt::format("an unexpected key '{}'", printable(key)));
      }
      if (!accept(',') && peek() != '}') fail("'}' is wanted");
    }
    skip_spaces();
    if (at_ != text_.size()) fail("more than one dict");
    if (!descr || !order || !shape)
      fail("one of the keys descr, fortran_order and shape is missing");
    return header;
  }

 private:
  [[noreturn]] void fail(std::string_view why) const {
    throw DataError(fmt::format("npy header, character {}: {}: {}", at_, why, printable(text_)));
  }

  void skip_spaces() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
      ++at_;
  }

  char peek() {
    skip_spaces();
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  bool accept(char wanted) {
    if (peek() != wanted) return false;
    ++at_;
    return true;
  }

  void expect(char wanted) {
    if (!accept(wanted)) fail(fmt::format("'{}' is wanted", wanted));
  }

  std::string quoted() {
    const char quote = peek();
    if (quote != '\'' && quote != '"') fail("a quoted text is wanted");
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) fail("a quote is not closed");
    std::string text(text_.substr(at_ + 1, end - at_ - 1));
    if (text.find('\\') != std::string::npos) fail("an escape, which NumPy does not write");
    at_ = end + 1;
    return text;
  }

  bool boolean() {
    skip_spaces();
    for (const bool value : {true, false}) {
      const std::string_view word = value ? "True" : "False";
      if (!text_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      return value;
    }
    fail("True or False is wanted");
  }

  std::vector<Index> tuple() {
    std::vector<Index> sizes;
    expect('(');
    bool comma = true;
    while (!accept(')')) {
      if (!comma) fail("',' is wanted");
      peek();
      Index size = 0;
      const auto [end, error] =
          std::from_chars(text_.data() + at_, text_.data() + text_.size(), size);
      if (error != std::errc()) fail("a size is wanted");
      at_ = static_cast<std::size_t>(end - text_.data());
      if (at_ < text_.size() && text_[at_] == 'L') ++at_;  // Python 2's long
      sizes.push_back(size);
      comma = accept(',');
    }
    if (sizes.size() == 1 && !comma) fail("a tuple is wanted, not a number in parentheses");
    return sizes;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

NpyHeader parse_npy_header(std::string_view text) { return HeaderParser(text).parse(); }

std::string npy_header_text(const NpyHeader& header) {
  return fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': {}, }}", header.descr,
                     header.fortran_order ? "True" : "False", shape_text(header.shape));
}

}  // namespace posegrad::pose::formats
