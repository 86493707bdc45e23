#pragma once
#include <cstdint>

#include <zip.h>

#include "pose/formats/atomic_file.h"

namespace posegrad::pose::formats {

/// An AtomicFile as the place where libzip writes a new archive, without a temporary file of its
/// own. Keeps the reference. The source that it makes needs it for as long as that is open.
class ZipTarget {
 public:
  explicit ZipTarget(AtomicFile& file) noexcept : file_(file) { zip_error_init(&error_); }
  ~ZipTarget() { zip_error_fini(&error_); }
  ZipTarget(const ZipTarget&) = delete;
  ZipTarget& operator=(const ZipTarget&) = delete;

  /// Null when there is no memory.
  zip_source_t* make_source() noexcept;

 private:
  static zip_int64_t answer(void* self, void* data, zip_uint64_t size, zip_source_cmd_t command);
  zip_int64_t write(const void* data, zip_uint64_t size) noexcept;
  zip_int64_t seek(void* data, zip_uint64_t size) noexcept;
  zip_int64_t is_missing() noexcept;

  AtomicFile& file_;
  std::uint64_t place_ = 0, size_ = 0;
  zip_error_t error_;
};

}  // namespace posegrad::pose::formats
