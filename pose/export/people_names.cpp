#include "pose/export/people_names.h"

#include <set>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"

namespace posegrad::pose {
namespace {

constexpr std::size_t kLongestName = 60;  // bytes; Blender cuts names behind 63

/// Without control characters and bytes that are not UTF-8, spaces at the ends, and its end.
std::string readable(std::string_view name) {
  std::string text;
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t begin = at;
    const auto code = formats::next_code_point(name, at);
    if (!code) {
      ++at;
      continue;
    }
    // Surrogates, which next_code_point lets through, are no text for JSON.
    if (*code < 0x20 || (*code >= 0x7F && *code < 0xA0) || (*code >= 0xD800 && *code < 0xE000))
      continue;
    if (text.size() + (at - begin) > kLongestName) break;
    text += name.substr(begin, at - begin);
  }
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

}  // namespace

std::vector<std::string> people_names(std::span<const BodyMotion> motions) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (std::size_t i = 0; i < motions.size(); ++i) {
    std::string name = readable(motions[i].name);
    if (name.empty()) name = fmt::format("Person {}", i + 1);
    std::string free = name;
    for (int number = 2; !taken.insert(free).second; ++number)
      free = fmt::format("{} {}", name, number);
    names.push_back(std::move(free));
  }
  return names;
}

}  // namespace posegrad::pose
