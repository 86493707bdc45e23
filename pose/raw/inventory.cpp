#include "pose/raw/inventory.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace posegrad::pose::raw {

std::string Inventory::missing_text() const {
  std::vector<std::string> parts, all;
  for (const Missing& one : missing)
    if (one.count == one.expected)
      all.push_back(one.subject);
    else
      parts.push_back(fmt::format("{}: {} of {} ({})", one.subject, one.count,
                                  counted(one.expected, unit), listed(one.names)));
  if (!all.empty()) parts.push_back(fmt::format("{}: all", fmt::join(all, ", ")));
  return fmt::format("{}", fmt::join(parts, "; "));
}

void Inventory::note(std::string_view about, std::string name) {
  for (auto& [known, names] : notes_)
    if (known == about) return names.push_back(std::move(name));
  notes_.emplace_back(about, std::vector{std::move(name)});
}

std::vector<std::string> Inventory::notes() const {
  std::vector<std::string> lines;
  for (const auto& [about, names] : notes_)
    lines.push_back(fmt::format("{}: {}", about, listed(names)));
  return lines;
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 6;
  const std::size_t shown = std::min(names.size(), kShown);
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(shown);
  const std::string more =
      names.size() > shown ? fmt::format(", and {} more", names.size() - shown) : "";
  return fmt::format("{}{}", fmt::join(names.begin(), end, ", "), more);
}

std::string counted(Index count, const std::string& what) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return fmt::format("{} {}{}", digits, what, count == 1 ? "" : "s");
}

}  // namespace posegrad::pose::raw
