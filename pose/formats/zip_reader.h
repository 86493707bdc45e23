#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pose/formats/blob.h"
#include "pose/formats/byte_source.h"

namespace posegrad::pose::formats {

/// A zip archive of stored and deflated members, zip64 too. Sizes come from the central directory
/// and bound every allocation; checksums are checked. Other methods, encrypted members and names
/// that come twice are refused by name. Throws IoError "cannot open FILE: ..." and DataError "FILE:
/// member 'NAME': ...".
class ZipReader {
 public:
  explicit ZipReader(std::string path);
  /// An archive in memory; `name` is what errors call it.
  ZipReader(Blob bytes, std::string name);
  ~ZipReader();
  ZipReader(ZipReader&&) noexcept;
  ZipReader& operator=(ZipReader&&) noexcept;

  const std::string& path() const noexcept;
  const std::vector<std::string>& names() const noexcept;  // in the order of the archive
  bool has(std::string_view name) const;

  /// A member from front to back. The reader must outlive it.
  std::unique_ptr<ByteSource> open(std::string_view name) const;
  /// A whole member.
  Blob read(std::string_view name) const;

 private:
  struct Archive;
  std::unique_ptr<Archive> archive_;
};

/// Whether the file begins as a zip archive does. Throws IoError when it cannot be opened.
bool is_zip(const std::string& path);
bool is_zip_bytes(std::string_view begin) noexcept;

}  // namespace posegrad::pose::formats
