#include "apps/files/unnamed_file.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tensor/error.h"

namespace posegrad::apps {
namespace {

[[noreturn]] void refuse(int error) {
  throw IoError(
      fmt::format("cannot keep a file in memory: {}", std::generic_category().message(error)));
}

/// 0, or the error.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(descriptor, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
  return 0;
}

}  // namespace

UnnamedFile::UnnamedFile(std::string_view bytes)
    : descriptor_(::memfd_create("posegrad", MFD_CLOEXEC)) {
  if (descriptor_ < 0) refuse(errno);
  if (const int error = write_all(descriptor_, bytes); error != 0) {
    ::close(descriptor_);
    refuse(error);
  }
}

UnnamedFile::~UnnamedFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

UnnamedFile::UnnamedFile(UnnamedFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

UnnamedFile& UnnamedFile::operator=(UnnamedFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

std::string UnnamedFile::path() const { return fmt::format("/proc/self/fd/{}", descriptor_); }

}  // namespace posegrad::apps
