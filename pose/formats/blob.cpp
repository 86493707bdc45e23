#include "pose/formats/blob.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {

Blob Blob::allocate(std::size_t size, std::byte*& fill) {
  std::shared_ptr<std::byte[]> bytes(new std::byte[size]);
  fill = bytes.get();
  Blob blob;
  blob.data_ = std::shared_ptr<const std::byte>(bytes, bytes.get());
  blob.size_ = size;
  return blob;
}

Blob Blob::copy_of(std::string_view bytes) {
  std::byte* fill = nullptr;
  Blob blob = allocate(bytes.size(), fill);
  if (!bytes.empty()) std::memcpy(fill, bytes.data(), bytes.size());
  return blob;
}

Blob Blob::holding(std::string bytes) {
  const auto owner = std::make_shared<const std::string>(std::move(bytes));
  Blob blob;
  blob.data_ = {owner, reinterpret_cast<const std::byte*>(owner->data())};
  blob.size_ = owner->size();
  return blob;
}

Blob Blob::slice(std::size_t begin, std::size_t size) const {
  Blob part;
  part.data_ = std::shared_ptr<const std::byte>(data_, data_.get() + begin);
  part.size_ = size;
  return part;
}

namespace {

/// A file descriptor that closes itself.
struct Descriptor {
  int number;
  explicit Descriptor(int opened) : number(opened) {}
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
};

[[noreturn]] void fail(std::string_view what, const std::string& path, int error) {
  throw IoError(fmt::format("cannot {} {}: {}", what, printable_path(path), std::strerror(error)));
}

}  // namespace

Blob read_file(const std::string& path, std::uint64_t limit) {
  // Not blocking: a pipe that nobody writes to would be waited for.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number < 0) fail("open", path, errno);
  struct stat info {};
  if (::fstat(file.number, &info) != 0) fail("read", path, errno);
  if (S_ISDIR(info.st_mode)) fail("open", path, EISDIR);
  if (!S_ISREG(info.st_mode))
    throw IoError(fmt::format("cannot read {}: not a regular file", printable_path(path)));
  const auto size = static_cast<std::uint64_t>(info.st_size);
  if (size > limit)
    throw DataError(
        fmt::format("{}: {} bytes; at most {} are accepted", printable_path(path), size, limit));

  std::byte* fill = nullptr;
  Blob blob = Blob::allocate(size, fill);
  for (std::uint64_t done = 0; done < size;) {
    const ssize_t got = ::read(file.number, fill + done, size - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("read", path, errno);
    if (got == 0)
      throw IoError(
          fmt::format("cannot read {}: it was shortened while it was read", printable_path(path)));
    done += static_cast<std::uint64_t>(got);
  }
  return blob;
}

}  // namespace posegrad::pose::formats
