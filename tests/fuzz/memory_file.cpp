#include "tests/fuzz/memory_file.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace posegrad::fuzz {
namespace {

[[noreturn]] void fail_system(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

void write_all(int descriptor, std::string_view bytes, const std::string& path) {
  if (::ftruncate(descriptor, 0) != 0) fail_system(path);
  for (off_t at = 0; !bytes.empty();) {
    const ssize_t written = ::pwrite(descriptor, bytes.data(), bytes.size(), at);
    if (written < 0) fail_system(path);
    at += written;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

constexpr std::string_view kFolderName = "posegrad_fuzz_";

/// Processes that crashed left theirs.
void remove_folders_of_the_dead(const std::string& parent) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(parent, ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(kFolderName)) continue;
    const pid_t owner = std::atoi(name.c_str() + kFolderName.size());
    const bool is_mine = owner == ::getpid();  // a number comes again
    if (is_mine || (owner > 0 && ::kill(owner, 0) != 0 && errno == ESRCH))
      std::filesystem::remove_all(entry.path(), ignored);
  }
}

class Folder {
 public:
  Folder() : owner_(::getpid()) {
    std::error_code ignored;
    const std::string parent = std::filesystem::is_directory("/dev/shm", ignored)
                                   ? "/dev/shm"
                                   : std::filesystem::temp_directory_path().string();
    remove_folders_of_the_dead(parent);
    path_ = parent + "/" + std::string(kFolderName) + std::to_string(owner_);
    if (::mkdir(path_.c_str(), 0700) != 0) fail_system(path_);
  }
  ~Folder() {
    if (::getpid() != owner_) return;  // a copy of the process that a reader made
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }

 private:
  pid_t owner_;
  std::string path_;
};

}  // namespace

const std::string& memory_file(std::string_view bytes) {
  static const int descriptor = ::memfd_create("input", MFD_CLOEXEC);
  if (descriptor < 0) fail_system("memfd_create");
  static const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
  write_all(descriptor, bytes, path);
  return path;
}

const std::string& memory_folder() {
  static const Folder folder;
  return folder.path();
}

std::string file_in_memory_folder(const std::string& name, std::string_view bytes) {
  std::string path = memory_folder() + "/" + name;
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) fail_system(path);
  write_all(descriptor, bytes, path);
  ::close(descriptor);
  return path;
}

}  // namespace posegrad::fuzz
