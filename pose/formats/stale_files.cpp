#include "pose/formats/stale_files.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <string_view>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace posegrad::pose::formats {
namespace {

constexpr std::string_view kEnding = ".tmp";

// ".NAME.": what stands before number of the process and number of the file in it. Names end after
// 255 bytes.
std::string beginning(const std::string& path) {
  constexpr std::size_t kLongest = 200;
  return "." + std::filesystem::path(path).filename().string().substr(0, kLongest) + ".";
}

// "123.4"
bool is_two_numbers(std::string_view text) {
  return std::ranges::count(text, '.') == 1 && !text.starts_with('.') && !text.ends_with('.') &&
         text.find_first_not_of("0123456789.") == std::string_view::npos;
}

void remove_unlocked(const std::string& path) {
  // For writing: network file systems lock nothing else for one process alone.
  const int file = ::open(path.c_str(), O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) return;
  struct stat info {};
  if (::fstat(file, &info) == 0 && S_ISREG(info.st_mode) && ::flock(file, LOCK_EX | LOCK_NB) == 0)
    ::unlink(path.c_str());
  ::close(file);
}

}  // namespace

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

std::string temporary_name(const std::string& path) {
  static std::atomic<unsigned> counter{0};
  return fmt::format("{}/{}{}.{}{}", folder_of(path), beginning(path), ::getpid(), counter++,
                     kEnding);
}

bool lock_temporary(int descriptor) noexcept {
  // A file system without locks: then nobody removes it either.
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) return false;
  struct stat info {};
  return ::fstat(descriptor, &info) != 0 || info.st_nlink > 0;
}

void remove_stale(const std::string& path) {
  namespace fs = std::filesystem;
  const std::string begin = beginning(path);
  std::error_code error;
  fs::directory_iterator entry(folder_of(path), error);
  for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.size() <= begin.size() + kEnding.size() || !name.starts_with(begin) ||
        !name.ends_with(kEnding))
      continue;
    const std::string_view numbers =
        std::string_view(name).substr(begin.size(), name.size() - begin.size() - kEnding.size());
    if (is_two_numbers(numbers)) remove_unlocked(entry->path().string());
  }
}

}  // namespace posegrad::pose::formats
