#include "pose/raw/paths.h"

#include <algorithm>
#include <array>

#include "pose/formats/text_lines.h"

namespace posegrad::pose::raw {
namespace {

constexpr std::array<std::string_view, 4> kArchives{".zip", ".tar", ".tgz", ".tar.gz"};

}  // namespace

std::string_view take_last(std::string_view& path) {
  const std::size_t slash = path.rfind('/');
  const bool is_only = slash == std::string_view::npos;
  const std::string_view last = is_only ? path : path.substr(slash + 1);
  path = is_only ? std::string_view() : path.substr(0, slash);
  return last;
}

std::string_view take_folder(std::string_view& path) {
  std::string_view name = take_last(path);
  for (const std::string_view ending : kArchives)
    if (ends_with_any_case(name, ending)) name.remove_suffix(ending.size());
  return name;
}

bool ends_with_any_case(std::string_view name, std::string_view ending) {
  return name.size() >= ending.size() &&
         formats::same_word(name.substr(name.size() - ending.size()), ending);
}

bool is_archive_name(std::string_view name) {
  return std::ranges::any_of(
      kArchives, [&](std::string_view ending) { return ends_with_any_case(name, ending); });
}

std::string subject_of(std::string_view name) {
  const bool is_subject =
      (name.size() == 2 || name.size() == 3) && (name.front() == 'S' || name.front() == 's') &&
      std::ranges::all_of(name.substr(1), [](char c) { return c >= '0' && c <= '9'; });
  return is_subject ? "S" + std::string(name.substr(1)) : std::string();
}

}  // namespace posegrad::pose::raw
