#include "pose/video/ffmpeg.h"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tensor/error.h"

namespace posegrad::pose {

std::string file_url(const std::string& path) { return "file:" + path; }

std::string without_file_name(const std::string& line, const std::string& path) {
  const std::string name = file_url(path) + ": ";
  return line.starts_with(name) ? line.substr(name.size()) : line;
}

void require_readable(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0 || ::access(path.c_str(), R_OK) != 0)
    throw IoError(fmt::format("cannot open {}: {}", path, std::strerror(errno)));
  if (S_ISDIR(info.st_mode)) throw IoError(fmt::format("cannot open {}: it is a folder", path));
}

}  // namespace posegrad::pose
