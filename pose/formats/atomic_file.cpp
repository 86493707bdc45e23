#include "pose/formats/atomic_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pose/formats/stale_files.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

/// The file that a chain of symbolic links ends at, whether it is there or not; the path itself
/// where it is no link. Nothing for links that go round in a circle.
std::optional<std::string> behind_links(const std::string& path) {
  namespace fs = std::filesystem;
  constexpr int kMostLinks = 40;  // as the system's own limit
  fs::path at = path;
  for (int links = 0; links < kMostLinks; ++links) {
    std::error_code no_link;
    const fs::path next = fs::read_symlink(at, no_link);
    if (no_link) return at.string();
    at = at.parent_path() / next;
  }
  return std::nullopt;
}

}  // namespace

AtomicFile::AtomicFile(std::string path) : path_(std::move(path)) {
  // A rename over /dev/null or a folder would destroy it.
  struct stat info {};
  if (::stat(path_.c_str(), &info) == 0 && !S_ISREG(info.st_mode))
    throw IoError(fmt::format("cannot write {}: it exists and is not a regular file", path_));
  const auto target = behind_links(path_);
  if (!target) fail(ELOOP);
  target_ = *target;
  remove_stale(target_);
  create();
}

AtomicFile::~AtomicFile() { discard(); }

void AtomicFile::create() {
  for (;;) {
    temporary_ = temporary_name(target_);
    leftover_ = Leftover(temporary_);
    // Not mkstemp(): its 0600 would ignore the user's umask.
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ >= 0) {
      if (lock_temporary(descriptor_)) return;
      ::close(std::exchange(descriptor_, -1));
    } else if (errno != EEXIST) {
      const int error = errno;
      temporary_.clear();
      fail(error);
    }
  }
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(descriptor_, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) fail(errno);
    bytes = bytes.subspan(static_cast<std::size_t>(done));
  }
}

void AtomicFile::write(std::string_view bytes) { write(std::as_bytes(std::span(bytes))); }

int AtomicFile::write_at(std::uint64_t place, std::span<const std::byte> bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t done =
        ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(place));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return errno;
    bytes = bytes.subspan(static_cast<std::size_t>(done));
    place += static_cast<std::uint64_t>(done);
  }
  return 0;
}

std::uint64_t AtomicFile::size() const {
  struct stat info {};
  return ::fstat(descriptor_, &info) == 0 ? static_cast<std::uint64_t>(info.st_size) : 0;
}

void AtomicFile::finish() {
  if (::fsync(descriptor_) != 0) fail(errno);
  is_finished_ = true;
}

void AtomicFile::commit() {
  if (!is_finished_) finish();
  put_in_place();
  sync_folder();
}

void AtomicFile::put_in_place() {
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail(errno);
  leftover_.release();
  temporary_.clear();
  ::close(std::exchange(descriptor_, -1));  // was synced: nothing can be lost
}

void AtomicFile::sync_folder() {
  const int folder = ::open(folder_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;  // a folder that may be written to but not listed: the rename stands
  const int result = ::fsync(folder);
  const int error = errno;
  ::close(folder);
  // Some file systems (FUSE, CIFS) cannot sync a folder; the file itself is safe.
  if (result != 0 && error != EINVAL && error != ENOTSUP) fail(error);
}

void AtomicFile::fail(int error) {
  discard();
  throw IoError(fmt::format("cannot write {}: {}", path_, std::strerror(error)));
}

void AtomicFile::discard() noexcept {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
  temporary_.clear();
  leftover_.release();
  // Locked until it is gone.
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

void commit_all(std::span<const std::unique_ptr<AtomicFile>> files) {
  for (const auto& file : files)
    if (!file->is_finished_) file->finish();
  {
    const WholeSteps whole;
    for (const auto& file : files) file->put_in_place();
  }
  for (const auto& file : files) file->sync_folder();
}

void write_file(const std::string& path, std::string_view bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

}  // namespace posegrad::pose::formats
