#include "pose/formats/pickle_nesting.h"

#include <algorithm>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose::formats {

namespace {

/// A container whose children are being walked.
struct Open {
  Value value;
  std::vector<Value> children;
  std::size_t next = 0, below = 0;  // levels below the children done so far
};

bool is_container(const Value& value) {
  using Kind = Value::Kind;
  return value.identity() != nullptr && !value.is_text() && !value.is(Kind::big_integer) &&
         !value.is(Kind::global);
}

}  // namespace

VisitedValues check_nesting(const Value& root) {
  constexpr std::size_t kInProgress = static_cast<std::size_t>(-1);
  VisitedValues levels;
  std::vector<Open> path;
  const auto enter = [&](const Value& value) -> std::size_t {
    if (!is_container(value)) return 0;
    const auto [place, is_new] = levels.emplace(value.identity(), kInProgress);
    if (!is_new && place->second == kInProgress) throw DataError("a container is inside of itself");
    const std::size_t below = is_new ? 0 : place->second;
    if (path.size() + 1 + below > kDeepestNesting)
      throw DataError(fmt::format("data is nested deeper than {} levels", kDeepestNesting));
    if (is_new) {
      Open open{value, {}};
      value.children(open.children);
      path.push_back(std::move(open));
    }
    return below + 1;
  };
  enter(root);
  while (!path.empty()) {
    if (path.back().next < path.back().children.size()) {
      const std::size_t me = path.size() - 1;
      const Value child = std::move(path.back().children[path.back().next++]);
      const std::size_t below = enter(child);
      if (path.size() == me + 1) path[me].below = std::max(path[me].below, below);
    } else {
      const std::size_t below = path.back().below;
      levels[path.back().value.identity()] = below;
      path.pop_back();
      if (!path.empty()) path.back().below = std::max(path.back().below, below + 1);
    }
  }
  return levels;
}

}  // namespace posegrad::pose::formats
