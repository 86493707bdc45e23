#include "pose/raw/inventory.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace posegrad::pose::raw {
namespace {

constexpr std::size_t kShown = 6;

std::string first_of(const std::vector<std::string>& texts, std::string_view separator) {
  const std::size_t shown = std::min(texts.size(), kShown);
  std::string text = fmt::format(
      "{}",
      fmt::join(texts.begin(), texts.begin() + static_cast<std::ptrdiff_t>(shown), separator));
  if (texts.size() > shown) text += fmt::format("{}and {} more", separator, texts.size() - shown);
  return text;
}

}  // namespace

std::string Inventory::missing_text() const { return first_of(missing, "; "); }

std::string listed(const std::vector<std::string>& names) { return first_of(names, ", "); }

std::string counted(Index count, const std::string& what) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return fmt::format("{} {}{}", digits, what, count == 1 ? "" : "s");
}

}  // namespace posegrad::pose::raw
