#include "pose/data/mocap/subject_names.h"

#include <algorithm>
#include <filesystem>

namespace posegrad::pose::mocap {
namespace {

namespace fs = std::filesystem;

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_cmu_name(std::string_view name) {
  const std::size_t bar = name.find('_');
  return bar != std::string_view::npos && is_number(name.substr(0, bar)) &&
         is_number(name.substr(bar + 1));
}

}  // namespace

std::string subject_of_name(std::string_view clip) {
  const std::size_t end = clip.find('_');
  return std::string(end == 0 ? clip : clip.substr(0, end));
}

std::string subject_of_file(const std::string& path, const std::string& input) {
  const std::string name = fs::path(path).stem().string();
  if (is_cmu_name(name)) return subject_of_name(name);
  // Made absolute, so that "." and a file without a folder have a name too.
  const fs::path folder = fs::absolute(path).lexically_normal().parent_path();
  const fs::path top = fs::absolute(input).lexically_normal();
  const bool directly =
      folder == top || folder / "" == top || fs::absolute(path).lexically_normal() == top;
  const bool has_subject = name.find('_') != std::string::npos && name.find('_') != 0;
  if (directly && has_subject) return subject_of_name(name);
  const std::string folder_name = folder.filename().string();
  return folder_name.empty() ? name : folder_name;
}

}  // namespace posegrad::pose::mocap
