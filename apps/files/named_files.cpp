#include "apps/files/named_files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "apps/usage_error.h"
#include "pose/video/picture_sequence.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

namespace fs = std::filesystem;

fs::path folder_of(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  return folder.empty() ? "." : folder;
}

// By links, too; paths of which neither is there are compared as they would be.
bool same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  if (fs::equivalent(a, b, error)) return true;
  const fs::path one = fs::weakly_canonical(a, error), other = fs::weakly_canonical(b, error);
  return !one.empty() && one == other;
}

bool is_inside(const std::string& file, const std::string& folder) {
  std::error_code error;
  return fs::is_directory(folder, error) && fs::exists(file, error) &&
         fs::equivalent(folder_of(file), folder, error);
}

void check_place(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(folder_of(path), error))
    throw IoError(
        fmt::format("cannot write {}: there is no folder {}", path, folder_of(path).string()));
  const fs::file_status there = fs::status(path, error);
  if (fs::exists(there) && !fs::is_regular_file(there))
    throw IoError(fmt::format("cannot write {}: it exists and is not a regular file", path));
}

void check_apart(const NamedFile& output, const NamedFile& other) {
  if (output.path.empty() || other.path.empty()) return;
  if (same_file(output.path, other.path))
    throw UsageError(output.option == other.option
                         ? fmt::format("{}: found {} twice, expected different files",
                                       output.option, output.path)
                         : fmt::format("{}: found {}, expected another file than that of {}",
                                       output.option, output.path, other.option));
}

constexpr std::size_t kMost = 12;  // names that a message lists

// epoch_2 before epoch_10
bool shorter_first(const std::string& a, const std::string& b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

}  // namespace

void check_output_files(std::span<const NamedFile> outputs, std::span<const NamedFile> inputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const NamedFile& output = outputs[i];
    if (output.path.empty()) continue;
    for (const NamedFile& input : inputs) {
      check_apart(output, input);
      if (!input.path.empty() &&
          (is_inside(output.path, input.path) || pose::stands_for(input.path, output.path)))
        throw UsageError(fmt::format("{}: found {}, which is there already among the files of {}",
                                     output.option, output.path, input.option));
    }
    for (const NamedFile& earlier : outputs.first(i)) check_apart(output, earlier);
    check_place(output.path);
  }
}

void make_folder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    throw IoError(fmt::format("{}: the folder cannot be made: {}", folder, error.message()));
}

void check_folder_can_be_made(const std::string& folder) {
  std::error_code error;
  fs::path around = fs::absolute(folder).lexically_normal();
  while (!fs::exists(around, error) && around != around.parent_path())
    around = around.parent_path();
  const int reason = !fs::is_directory(around, error)             ? ENOTDIR
                     : ::access(around.c_str(), W_OK | X_OK) != 0 ? errno
                                                                  : 0;
  if (reason != 0)
    throw IoError(fmt::format("{}: the folder cannot be made: {}", folder, std::strerror(reason)));
}

std::vector<std::string> names_between(const std::string& folder, const std::string& begin,
                                       const std::string& end) {
  std::vector<std::string> names;
  std::error_code unreadable;
  for (const auto& entry : std::filesystem::directory_iterator(folder, unreadable)) {
    const std::string file = entry.path().filename().string();
    const std::size_t around = begin.size() + end.size();
    if (file.size() > around && file.starts_with(begin) && file.ends_with(end))
      names.push_back(file.substr(begin.size(), file.size() - around));
  }
  std::ranges::sort(names, shorter_first);
  return names;
}

void require_file(const std::string& path, const std::vector<std::string>& names,
                  const std::string& there_are, const std::string& otherwise) {
  std::error_code unknown;  // is left to who opens it
  if (std::filesystem::exists(path, unknown) || unknown) return;
  const std::size_t left_out = names.size() - std::min(names.size(), kMost);
  const auto first = names.begin() + static_cast<std::ptrdiff_t>(left_out);
  throw IoError(fmt::format("cannot open {}: No such file or directory; {}", path,
                            names.empty()
                                ? otherwise
                                : fmt::format("{} {}{}", there_are, left_out > 0 ? "..., " : "",
                                              fmt::join(first, names.end(), ", "))));
}

}  // namespace posegrad::apps
