#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace posegrad::pose::formats {

/// Bytes that nobody changes any more. Copies and slices share them.
class Blob {
 public:
  Blob() = default;
  static Blob copy_of(std::string_view bytes);
  /// The same bytes without copying them.
  static Blob holding(std::string bytes);
  /// `size` bytes to be filled through `fill` before the blob is handed on. Not zeroed.
  static Blob allocate(std::size_t size, std::byte*& fill);

  const std::byte* data() const noexcept { return data_.get(); }
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  std::string_view view() const noexcept { return {reinterpret_cast<const char*>(data()), size_}; }
  std::span<const std::byte> bytes() const noexcept { return {data(), size_}; }
  /// Bytes [begin, begin + size); the caller has checked that they exist.
  Blob slice(std::size_t begin, std::size_t size) const;

 private:
  std::shared_ptr<const std::byte> data_;
  std::size_t size_ = 0;
};

/// The whole file, at most `limit` bytes. Throws IoError "cannot open FILE: No such file or
/// directory", and the like for a folder, a failing disk or what is no file (a pipe, a device);
/// DataError when the file is larger than `limit`.
Blob read_file(const std::string& path, std::uint64_t limit = std::uint64_t{64} << 30);

}  // namespace posegrad::pose::formats
