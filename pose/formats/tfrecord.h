#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace posegrad::pose::formats {

/// CRC-32C (Castagnoli): reflected polynomial 0x82F63B78, begun and ended with all bits inverted;
/// 0xE3069283 of "123456789".  Source: RFC 3720, appendix B.4.
std::uint32_t crc32c(std::string_view bytes) noexcept;

/// A record as TensorFlow frames it: length (8 bytes), masked CRC-32C of these, the data, masked
/// CRC-32C of it; little-endian. Masked: turned right by 15 bits, plus 0xA282EAD8.  Source:
/// TensorFlow's guide "TFRecord and tf.train.Example".
std::string tfrecord(std::string_view data);

/// Reads records from front to back. Nothing is copied: the bytes must outlive it.
class TfRecordReader {
 public:
  /// `name` is what errors call the file.
  TfRecordReader(std::string_view bytes, std::string name);

  /// The next record's data; nothing at the end, which may be inside of a record: its writer was
  /// killed, or is writing it. Throws DataError naming file and byte for a wrong checksum.
  std::optional<std::string_view> next();

  bool is_cut() const noexcept { return is_cut_; }  // it ended inside of a record

 private:
  std::string_view bytes_;
  std::string name_;
  std::size_t at_ = 0;
  bool is_cut_ = false;
};

/// Whether a file may hold such records by its first 12 bytes: the length has its checksum.
bool may_be_tfrecord(std::string_view begin);

}  // namespace posegrad::pose::formats
