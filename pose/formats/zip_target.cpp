#include "pose/formats/zip_target.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <span>

namespace posegrad::pose::formats {

zip_source_t* ZipTarget::make_source() noexcept {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_function_create(&ZipTarget::answer, this, &error);
  zip_error_fini(&error);
  return source;
}

zip_int64_t ZipTarget::write(const void* data, zip_uint64_t size) noexcept {
  const int error = file_.write_at(place_, std::span(static_cast<const std::byte*>(data), size));
  if (error != 0) {
    zip_error_set(&error_, ZIP_ER_WRITE, error);
    return -1;
  }
  place_ += size;
  size_ = std::max(size_, place_);
  return static_cast<zip_int64_t>(size);
}

zip_int64_t ZipTarget::seek(void* data, zip_uint64_t size) noexcept {
  const zip_int64_t to = zip_source_seek_compute_offset(place_, size_, data, size, &error_);
  if (to < 0) return -1;
  place_ = static_cast<std::uint64_t>(to);
  return 0;
}

// Nothing is there yet: the archive is a new one.
zip_int64_t ZipTarget::is_missing() noexcept {
  zip_error_set(&error_, ZIP_ER_READ, ENOENT);
  return -1;
}

zip_int64_t ZipTarget::answer(void* self, void* data, zip_uint64_t size, zip_source_cmd_t command) {
  ZipTarget& target = *static_cast<ZipTarget*>(self);
  switch (command) {
    case ZIP_SOURCE_SUPPORTS:
      return zip_source_make_command_bitmap(
          ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_BEGIN_WRITE,
          ZIP_SOURCE_WRITE, ZIP_SOURCE_SEEK_WRITE, ZIP_SOURCE_TELL_WRITE, ZIP_SOURCE_COMMIT_WRITE,
          ZIP_SOURCE_ROLLBACK_WRITE, ZIP_SOURCE_REMOVE, ZIP_SOURCE_OPEN, ZIP_SOURCE_READ,
          ZIP_SOURCE_CLOSE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, -1);
    case ZIP_SOURCE_STAT:
      return target.is_missing();
    case ZIP_SOURCE_ERROR:
      return zip_error_to_data(&target.error_, data, size);
    case ZIP_SOURCE_WRITE:
      return target.write(data, size);
    case ZIP_SOURCE_SEEK_WRITE:
      return target.seek(data, size);
    case ZIP_SOURCE_TELL_WRITE:
      return static_cast<zip_int64_t>(target.place_);
    case ZIP_SOURCE_BEGIN_WRITE:
    case ZIP_SOURCE_COMMIT_WRITE:
    case ZIP_SOURCE_ROLLBACK_WRITE:
    case ZIP_SOURCE_REMOVE:
    case ZIP_SOURCE_FREE:
      return 0;
    default:  // nobody reads what is being written
      zip_error_set(&target.error_, ZIP_ER_OPNOTSUPP, 0);
      return -1;
  }
}

}  // namespace posegrad::pose::formats
