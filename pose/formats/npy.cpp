#include "pose/formats/npy.h"

#include <charconv>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/formats/atomic_file.h"
#include "pose/formats/ndarray.h"
#include "pose/formats/pickle.h"
#include "pose/formats/reading_limit.h"
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

namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

/// Magic, version and header: what the array is. Leaves the source at the data.
NpyHeader read_header(ByteSource& source) {
  const Blob begin = source.take(kMagic.size() + 2);
  if (!is_npy(begin.view())) throw DataError("not an npy file: another magic number");
  const auto major = std::to_integer<unsigned>(begin.data()[kMagic.size()]);
  if (major < 1 || major > 3)
    throw DataError(fmt::format("npy version {}; 1 to 3 can be read", major));
  const Blob length_bytes = source.take(major == 1 ? 2 : 4);
  std::uint32_t length = 0;
  std::memcpy(&length, length_bytes.data(), length_bytes.size());
  constexpr std::uint32_t kLongest = 1 << 20;  // NumPy itself stops at 10000
  if (length > kLongest || length > source.remaining())
    throw DataError(
        fmt::format("an npy header of {} bytes where {} are left", length, source.remaining()));
  return parse_npy_header(source.take(length).view());
}

Value read_body(ByteSource& source) {
  NpyHeader header = read_header(source);
  const ItemFormat format = parse_descr(header.descr);
  const auto count = static_cast<std::uint64_t>(count_items(header.shape));
  if (format.type == ArrayType::object) {
    const Blob pickled = source.take(source.remaining());
    source.finish();
    const Pickle pickle = read_pickle(pickled, source.name());
    if (!pickle.value.is(Value::Kind::array) || pickle.value.as_array().shape() != header.shape)
      throw DataError(fmt::format("the pickle is not the array {} that the header announces",
                                  shape_text(header.shape)));
    if (pickle.used != pickled.size())
      throw DataError(
          fmt::format("{} bytes are left over behind the pickle", pickled.size() - pickle.used));
    return pickle.value;
  }
  std::uint64_t bytes = 0;
  if (__builtin_mul_overflow(count, format.size, &bytes) || bytes != source.remaining())
    throw DataError(fmt::format(
        "an array {} of '{}' needs {} items of {} bytes; {} bytes are there",
        shape_text(header.shape), header.descr, count, format.size, source.remaining()));
  Blob data = source.take(bytes);
  source.finish();
  return Value(NdArray(format, std::move(header.shape), std::move(data), header.fortran_order));
}

}  // namespace

bool is_npy(std::string_view begin) noexcept { return begin.starts_with(kMagic); }

Value read_npy(ByteSource& source) {
  try {
    return read_body(source);
  } catch (const DataError& error) {
    const std::string_view message = error.what();
    if (message.starts_with(source.name())) throw;
    throw DataError(fmt::format("{}: {}", source.name(), message));
  }
}

Value load_npy(const std::string& path) {
  return within_reading_limit(path, [&] {
    BlobSource source(read_file(path), path);
    return read_npy(source);
  });
}

Blob npy_bytes(const NdArray& array) {
  std::string begin(kMagic);
  begin += std::string_view("\1\0", 2);
  std::string header = npy_header_text({array.descr(), false, array.shape()});
  constexpr std::size_t kAlignment = 64;
  const std::size_t unpadded = begin.size() + 2 + header.size() + 1;
  header.append((kAlignment - unpadded % kAlignment) % kAlignment, ' ');
  header += '\n';
  begin += static_cast<char>(header.size() & 0xFF);
  begin += static_cast<char>(header.size() >> 8);
  begin += header;

  const bool pickled = array.type() == ArrayType::object;
  const std::string pickle = pickled ? write_pickle(Value(array), 3) : std::string();
  const std::string_view body = pickled ? std::string_view(pickle) : array.data().view();
  std::byte* fill = nullptr;
  Blob bytes = Blob::allocate(begin.size() + body.size(), fill);
  std::memcpy(fill, begin.data(), begin.size());
  if (!body.empty()) std::memcpy(fill + begin.size(), body.data(), body.size());
  return bytes;
}

void save_npy(const std::string& path, const NdArray& array) {
  write_file(path, npy_bytes(array).view());
}

}  // namespace posegrad::pose::formats
