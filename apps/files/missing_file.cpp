#include "apps/files/missing_file.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tensor/error.h"

namespace posegrad::apps {
namespace {

constexpr std::size_t kMost = 12;  // names that a message lists

// epoch_2 before epoch_10
bool shorter_first(const std::string& a, const std::string& b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

}  // namespace

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
