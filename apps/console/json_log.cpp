#include "apps/console/json_log.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "tensor/error.h"

namespace posegrad::apps {
namespace {

[[noreturn]] void fail(const std::string& path, const char* what, int error) {
  throw IoError(fmt::format("{}: {}: {}", path, what, std::strerror(error)));
}

/// Moves a log that holds something to the first free name FILE.1, FILE.2, ... A device such as
/// /dev/null stays.
void keep_old(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0) return;
  for (int number = 1;; ++number) {
    const std::string kept = fmt::format("{}.{}", path, number);
    // link, not rename: it never replaces a file
    if (link(path.c_str(), kept.c_str()) == 0) break;
    if (errno != EEXIST)
      fail(path, fmt::format("the old log cannot be kept as {}", kept).c_str(), errno);
  }
  if (unlink(path.c_str()) != 0) fail(path, "the old log cannot be moved away", errno);
}

bool ends_inside_a_line(int descriptor) {
  struct stat status {};
  char last = '\n';
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0)
    return false;
  return pread(descriptor, &last, 1, status.st_size - 1) == 1 && last != '\n';
}

}  // namespace

JsonLog::JsonLog(const std::string& path, LogStart start) : path_(path) {
  if (path.empty()) return;
  if (start == LogStart::fresh) keep_old(path);
  // Reading is for the check of the last line only; a pipe or a terminal may refuse it.
  descriptor_ = open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor_ < 0)
    descriptor_ = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail(path, "cannot be opened for writing", errno);
  if (ends_inside_a_line(descriptor_)) write_text("\n");
}

JsonLog::~JsonLog() {
  if (descriptor_ >= 0) close(descriptor_);
}

void JsonLog::write(const nlohmann::json& object) {
  if (!is_on()) return;
  write_text((is_cut_ ? "\n" : "") +
             object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

void JsonLog::write_text(const std::string& text) {
  for (std::size_t written = 0; written < text.size();) {
    const ssize_t n = ::write(descriptor_, text.data() + written, text.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      is_cut_ = is_cut_ || written > 0;
      fail(path_, "cannot be written", errno);
    }
    written += static_cast<std::size_t>(n);
  }
  is_cut_ = false;
}

}  // namespace posegrad::apps
