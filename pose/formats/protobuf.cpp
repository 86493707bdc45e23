#include "pose/formats/protobuf.h"

#include <bit>
#include <cstring>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

static_assert(std::endian::native == std::endian::little, "fixed-size fields are little-endian");

// Kinds of fields on the wire. 3 and 4 are groups, which nobody writes any more.
constexpr unsigned kVarint = 0, kEightBytes = 1, kBytes = 2, kFourBytes = 5;

template <class T>
std::string_view bytes_of(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

}  // namespace

void ProtobufWriter::varint(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(value | 0x80);
  bytes_ += static_cast<char>(value);
}

void ProtobufWriter::tag(int field, unsigned kind) {
  varint(static_cast<std::uint64_t>(field) << 3 | kind);
}

// Negative numbers are not zigzagged: int32 and int64 have ten bytes then.
void ProtobufWriter::integer(int field, std::int64_t value) {
  tag(field, kVarint);
  varint(static_cast<std::uint64_t>(value));
}

void ProtobufWriter::real(int field, double value) {
  tag(field, kEightBytes);
  bytes_ += bytes_of(value);
}

void ProtobufWriter::real32(int field, float value) {
  tag(field, kFourBytes);
  bytes_ += bytes_of(value);
}

void ProtobufWriter::text(int field, std::string_view bytes) {
  tag(field, kBytes);
  varint(bytes.size());
  bytes_ += bytes;
}

void ProtobufWriter::integers(int field, std::span<const Index> values) {
  ProtobufWriter packed;
  for (const Index value : values) packed.varint(static_cast<std::uint64_t>(value));
  message(field, packed);
}

double ProtobufField::as_real() const noexcept { return std::bit_cast<double>(value); }

float ProtobufField::as_real32() const noexcept {
  return std::bit_cast<float>(static_cast<std::uint32_t>(value));
}

void ProtobufReader::fail(std::string_view why) const {
  throw DataError(fmt::format("{}: {}", name_, why));
}

std::uint64_t ProtobufReader::varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
  fail("a number is cut short or longer than 64 bits");
}

std::string_view ProtobufReader::take(std::uint64_t size) {
  if (size > rest_.size())
    fail(fmt::format("cut short: a field of {} bytes is announced, {} are left", size,
                     rest_.size()));
  const std::string_view taken = rest_.substr(0, static_cast<std::size_t>(size));
  rest_.remove_prefix(taken.size());
  return taken;
}

std::optional<ProtobufField> ProtobufReader::next() {
  if (rest_.empty()) return std::nullopt;
  const std::uint64_t tag = varint();
  const std::uint64_t number = tag >> 3;
  if (number == 0 || number >= 1U << 29) fail(fmt::format("no field has the number {}", number));
  ProtobufField field{static_cast<int>(number)};
  const auto fixed = [&](ProtobufField::Kind kind, std::size_t size) {
    field.kind = kind;
    std::memcpy(&field.value, take(size).data(), size);
  };
  switch (tag & 7) {
    case kVarint:
      field.value = varint();
      break;
    case kEightBytes:
      fixed(ProtobufField::Kind::eight_bytes, 8);
      break;
    case kBytes:
      field.kind = ProtobufField::Kind::bytes;
      field.bytes = take(varint());
      break;
    case kFourBytes:
      fixed(ProtobufField::Kind::four_bytes, 4);
      break;
    default:
      fail(fmt::format("field {} is of a kind that is not known ({})", number, tag & 7));
  }
  return field;
}

}  // namespace posegrad::pose::formats
