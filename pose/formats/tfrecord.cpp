#include "pose/formats/tfrecord.h"

#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

static_assert(std::endian::native == std::endian::little, "records are little-endian");

constexpr std::size_t kLengthBytes = 8, kCrcBytes = 4, kHeaderBytes = kLengthBytes + kCrcBytes;

constexpr std::array<std::uint32_t, 256> crc_of_bytes() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1) * 0x82F63B78U;
    table[byte] = crc;
  }
  return table;
}

constexpr std::array<std::uint32_t, 256> kCrcOfBytes = crc_of_bytes();

// A checksum of data that holds checksums itself would tell less.
std::uint32_t masked(std::string_view bytes) { return std::rotr(crc32c(bytes), 15) + 0xA282EAD8U; }

template <class T>
void append(std::string& record, T value) {
  record.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <class T>
T number_at(std::string_view bytes, std::size_t place) {
  T number;
  std::memcpy(&number, bytes.data() + place, sizeof number);
  return number;
}

bool has_checksum(std::string_view bytes, std::size_t begin, std::size_t size) {
  return number_at<std::uint32_t>(bytes, begin + size) == masked(bytes.substr(begin, size));
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) noexcept {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char byte : bytes)
    crc = crc >> 8 ^ kCrcOfBytes[(crc ^ static_cast<unsigned char>(byte)) & 0xFF];
  return ~crc;
}

std::string tfrecord(std::string_view data) {
  std::string record;
  append(record, std::uint64_t{data.size()});
  append(record, masked(record));
  record += data;
  append(record, masked(data));
  return record;
}

TfRecordReader::TfRecordReader(std::string_view bytes, std::string name)
    : bytes_(bytes), name_(std::move(name)) {}

std::optional<std::string_view> TfRecordReader::next() {
  const auto damaged = [&](const char* what) {
    throw DataError(
        fmt::format("{}: byte {}: the record's {} does not have its checksum: damaged, or no "
                    "file of records",
                    name_, at_, what));
  };
  const std::size_t left = bytes_.size() - at_;
  is_cut_ = left > 0;
  if (left < kHeaderBytes) return std::nullopt;
  if (!has_checksum(bytes_, at_, kLengthBytes)) damaged("length");
  const auto length = number_at<std::uint64_t>(bytes_, at_);
  if (left - kHeaderBytes < kCrcBytes || length > left - kHeaderBytes - kCrcBytes)
    return std::nullopt;
  const auto size = static_cast<std::size_t>(length);
  if (!has_checksum(bytes_, at_ + kHeaderBytes, size)) damaged("data");
  const std::string_view data = bytes_.substr(at_ + kHeaderBytes, size);
  at_ += kHeaderBytes + size + kCrcBytes;
  is_cut_ = false;
  return data;
}

bool may_be_tfrecord(std::string_view begin) {
  return begin.size() >= kHeaderBytes && has_checksum(begin, 0, kLengthBytes);
}

}  // namespace posegrad::pose::formats
