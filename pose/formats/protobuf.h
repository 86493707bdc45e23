#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tensor/dtype.h"

namespace posegrad::pose::formats {

// Protocol Buffers' wire format: what TensorBoard's events and ONNX models are made of. The two need a
// dozen messages of a few fields, written by number; libprotobuf would come with a compiler for
// schemas, a run-time library and a version that must fit both.
// Source: Protocol Buffers' documentation, "Encoding".

/// A message, written field by field. Fields are read in any order, repeated ones in theirs.
class ProtobufWriter {
 public:
  void integer(int field, std::int64_t value);  // int32, int64, enum, bool
  void real(int field, double value);
  void real32(int field, float value);
  void text(int field, std::string_view bytes);  // string, bytes
  void message(int field, const ProtobufWriter& content) { text(field, content.bytes()); }
  /// A repeated field of integers, packed.
  void integers(int field, std::span<const Index> values);

  const std::string& bytes() const noexcept { return bytes_; }

 private:
  void tag(int field, unsigned kind);
  void varint(std::uint64_t value);

  std::string bytes_;
};

/// One field of a message that was read.
struct ProtobufField {
  enum class Kind { integer, eight_bytes, bytes, four_bytes };

  int number = 0;
  Kind kind = Kind::integer;
  std::uint64_t value = 0;  // of an integer, or the bits of what is 4 or 8 bytes
  std::string_view bytes = {};

  double as_real() const noexcept;   // of eight_bytes
  float as_real32() const noexcept;  // of four_bytes
};

/// Reads a message's fields in their order. Nothing is copied: the bytes must outlive it.
class ProtobufReader {
 public:
  /// `name` is what errors call the message; it must outlive the reader.
  ProtobufReader(std::string_view bytes, const std::string& name) : rest_(bytes), name_(name) {}

  /// The next field; nothing at the end. Throws DataError "NAME: ..." for bytes that are no field.
  std::optional<ProtobufField> next();

 private:
  std::uint64_t varint();
  std::string_view take(std::uint64_t size);
  [[noreturn]] void fail(std::string_view why) const;

  std::string_view rest_;
  const std::string& name_;
};

}  // namespace posegrad::pose::formats
