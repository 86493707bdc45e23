#include "apps/files/output_files.h"

#include <filesystem>

#include <fmt/format.h>

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

}  // namespace posegrad::apps
