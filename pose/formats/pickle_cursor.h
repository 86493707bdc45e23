#pragma once
#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "pose/formats/blob.h"
#include "pose/formats/pickle_value.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {

/// A pickle that goes on behind the end of its bytes: those of a file that was cut short do.
struct PickleCutShort : DataError {
  using DataError::DataError;
};

/// Reads the arguments of pickle instructions, never beyond the end (PickleCutShort). Throws
/// DataError without the place.
class PickleCursor {
 public:
  explicit PickleCursor(Blob bytes) : bytes_(std::move(bytes)) {}

  std::size_t at() const noexcept { return at_; }
  std::size_t remaining() const noexcept { return bytes_.size() - at_; }

  template <std::integral T>
  T little_endian() {
    T number;
    std::memcpy(&number, take(sizeof(T)).data(), sizeof(T));
    return number;
  }
  double big_endian_double();
  std::string_view take(std::uint64_t size);
  /// The next `size` bytes: large ones shared with the file, small ones copied so as not to keep
  /// it.
  Blob blob(std::uint64_t size);
  /// A length of four bytes with a sign. Throws for a negative one.
  std::uint64_t signed_length();
  /// Up to the next line feed, which is dropped.
  std::string_view line();

 private:
  Blob bytes_;
  std::size_t at_ = 0;
};

// The text forms of protocol 0.
Value parse_integer(std::string_view digits);        // of any length up to 4300 digits
double parse_real(std::string_view text);            // as Python's repr writes it
std::string parse_quoted(std::string_view literal);  // 'a\x00b': a byte string
/// latin1 with \uXXXX and \UXXXXXXXX, to UTF-8.
std::string parse_raw_unicode(std::string_view text);

}  // namespace posegrad::pose::formats
