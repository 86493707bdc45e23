#include "pose/formats/byte_source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pose/formats/reading_limit.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {
[[noreturn]] void too_short(const ByteSource& source, std::uint64_t wanted) {
  throw DataError(fmt::format("{}: cut short: {} bytes are wanted where {} are left", source.name(),
                              wanted, source.remaining()));
}
}  // namespace

Blob ByteSource::take(std::uint64_t size) {
  if (size > remaining()) too_short(*this, size);
  std::byte* fill = nullptr;
  Blob blob = Blob::allocate(size, fill);
  read(fill, size);
  return blob;
}

void WatchedSource::read(std::byte* into, std::size_t size) {
  constexpr std::size_t kPiece = std::size_t{8} << 20;
  for (std::size_t at = 0; at < size; at += kPiece) {
    source_->read(into + at, std::min(kPiece, size - at));
    progress_(static_cast<std::int64_t>(all_ - source_->remaining()),
              static_cast<std::int64_t>(all_));
  }
}

void BlobSource::read(std::byte* into, std::size_t size) {
  if (size > remaining()) too_short(*this, size);
  if (size > 0) std::memcpy(into, blob_.data() + at_, size);
  at_ += size;
}

void BlobSource::finish() {
  if (remaining() > 0)
    throw DataError(fmt::format("{}: {} bytes are left over at the end", name_, remaining()));
}

// Not blocking: a pipe that nobody writes to would be waited for.
FileSource::FileSource(const std::string& path)
    : name_(printable_path(path)),
      descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
  if (descriptor_ < 0) fail("open", std::strerror(errno));
  try {
    require_regular();
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

FileSource::~FileSource() { ::close(descriptor_); }

void FileSource::require_regular() {
  struct stat info {};
  if (::fstat(descriptor_, &info) != 0) fail("read", std::strerror(errno));
  if (S_ISDIR(info.st_mode)) fail("open", std::strerror(EISDIR));
  if (!S_ISREG(info.st_mode)) fail("read", "not a regular file");
  remaining_ = static_cast<std::uint64_t>(info.st_size);
  ReadingLimit::came(remaining_);
}

void FileSource::read(std::byte* into, std::size_t size) {
  if (size > remaining_) too_short(*this, size);
  while (size > 0) {
    const ssize_t got = ::read(descriptor_, into, size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("read", std::strerror(errno));
    if (got == 0) fail("read", "it was shortened while it was read");
    into += got;
    size -= static_cast<std::size_t>(got);
    remaining_ -= static_cast<std::uint64_t>(got);
  }
}

void FileSource::fail(std::string_view what, std::string_view why) const {
  throw IoError(fmt::format("cannot {} {}: {}", what, name_, why));
}

}  // namespace posegrad::pose::formats
