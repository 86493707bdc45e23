#include "tests/fuzz/target.h"

#include <algorithm>

#include "tensor/error.h"

namespace posegrad::fuzz {
namespace {

std::vector<Target>& registered_targets() {
  static std::vector<Target> targets;
  return targets;
}

}  // namespace

Registered::Registered(const Target& target) { registered_targets().push_back(target); }

std::vector<Target> all_targets() {
  std::vector<Target> targets = registered_targets();
  std::ranges::sort(targets, {}, &Target::name);
  return targets;
}

Target find_target(std::string_view name) {
  std::string names;
  for (const Target& target : all_targets()) {
    if (target.name == name) return target;
    names += (names.empty() ? "" : ", ") + std::string(target.name);
  }
  throw ValueError("unknown target '" + std::string(name) + "'; there are: " + names);
}

}  // namespace posegrad::fuzz
