#include "pose/video/picture_pattern.h"

#include <algorithm>
#include <array>

#include <fnmatch.h>

namespace posegrad::pose {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<PicturePattern> PicturePattern::parse(std::string_view name) {
  PicturePattern pattern;
  std::array<std::string, 2> parts;
  std::size_t numbers = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    std::string& part = parts[std::min<std::size_t>(numbers, 1)];
    if (name[i] != '%') {
      part += name[i];
      continue;
    }
    if (i + 1 < name.size() && name[i + 1] == '%') {
      part += name[++i];
      continue;
    }
    std::size_t end = i + 1, width = 0;
    for (; end < name.size() && is_digit(name[end]) && width < 100; ++end)
      width = 10 * width + static_cast<std::size_t>(name[end] - '0');
    if (end == name.size() || name[end] != 'd') {
      part += name[i];
      continue;
    }
    pattern.digits_ = width;
    ++numbers;
    i = end;
  }
  if (numbers == 1) {
    pattern.before_ = parts[0];
    pattern.behind_ = parts[1];
    return pattern;
  }
  if (numbers > 1 || name.find_first_of("*?") == std::string_view::npos) return {};
  pattern.wildcards_ = name;
  return pattern;
}

bool PicturePattern::matches(const std::string& name) const {
  return wildcards_.empty()
             ? matches_number(name)
             : ::fnmatch(wildcards_.c_str(), name.c_str(), FNM_PERIOD | FNM_NOESCAPE) == 0;
}

bool PicturePattern::matches_number(std::string_view name) const {
  if (name.size() <= before_.size() + behind_.size() || !name.starts_with(before_) ||
      !name.ends_with(behind_))
    return false;
  name.remove_prefix(before_.size());
  name.remove_suffix(behind_.size());
  const std::size_t least = std::max<std::size_t>(digits_, 1);
  if (!std::ranges::all_of(name, is_digit) || name.size() < least) return false;
  return name.size() == least || name.front() != '0';
}

}  // namespace posegrad::pose
