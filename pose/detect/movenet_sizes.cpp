#include "pose/detect/movenet_sizes.h"

#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace posegrad::pose {
namespace {

// -1 for a name.
Index as_size(const std::string& wanted) {
  Index size = -1;
  const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), size);
  return error == std::errc() && end == wanted.data() + wanted.size() ? size : -1;
}

}  // namespace

bool MovenetSizes::fits(std::span<const Index> shape, const std::vector<std::string>& wanted) {
  if (shape.size() != wanted.size()) return false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const Index size = as_size(wanted[i]);
    if (shape[i] < 1 ||
        shape[i] != (size >= 0 ? size : sizes_.try_emplace(wanted[i], shape[i]).first->second))
      return false;
  }
  return true;
}

std::string MovenetSizes::text(const std::vector<std::string>& wanted) const {
  std::vector<std::string> sizes;
  for (const std::string& name : wanted) {
    const auto found = sizes_.find(name);
    sizes.push_back(as_size(name) >= 0      ? name
                    : found == sizes_.end() ? "any"
                                            : fmt::format("{}", found->second));
  }
  return fmt::format("({}{})", fmt::join(sizes, ", "), sizes.size() == 1 ? "," : "");
}

}  // namespace posegrad::pose
