#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/detections/layouts/registry.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

using Points = std::vector<Index>;

/// All of them together, each with the same weight.
Points mean_of(const std::vector<Points>& parts) {
  std::size_t weight = 1;
  for (const Points& part : parts) weight = std::lcm(weight, part.size());
  Points all;
  for (const Points& part : parts)
    for (std::size_t i = 0; i < weight / part.size(); ++i)
      all.insert(all.end(), part.begin(), part.end());
  // Halves of one joint are one.
  if (std::ranges::all_of(all, [&](Index point) { return point == all[0]; })) all.resize(1);
  return all;
}

class Resolver {
 public:
  explicit Resolver(const Layout& layout) : layout_(layout) {}

  /// Nothing: it cannot be made.
  Points points_of(const std::string& joint) {
    const auto found = std::ranges::find(layout_.joints, joint);
    if (found != layout_.joints.end()) return {found - layout_.joints.begin()};
    if (std::ranges::find(open_, joint) != open_.end()) return {};
    open_.push_back(joint);
    Points made;
    for (const MadeJoint& rule : registry().made)
      if (rule.joint == joint && made.empty() && (!rule.is_direct || are_there(rule.of)))
        made = mean(rule.of);
    open_.pop_back();
    return made;
  }

 private:
  bool are_there(const std::vector<std::string>& joints) const {
    return std::ranges::all_of(joints, [&](const std::string& joint) {
      return std::ranges::find(layout_.joints, joint) != layout_.joints.end();
    });
  }
  Points mean(const std::vector<std::string>& joints) {
    std::vector<Points> parts;
    for (const std::string& joint : joints) {
      parts.push_back(points_of(joint));
      if (parts.back().empty()) return {};
    }
    return mean_of(parts);
  }

  const Layout& layout_;
  std::vector<std::string> open_;  // joints that are being made: "head" of "head top" of "head"
};

std::string canonical_of(const KeypointLayout& target, const std::string& joint) {
  const auto& targets = registry().targets;
  if (const auto names = targets.find(target.name); names != targets.end())
    if (const auto other = names->second.find(joint); other != names->second.end())
      return other->second;
  return canonical_joint(joint).value_or("");
}

std::vector<std::string> missing_of(const Layout& layout,
                                    std::initializer_list<const char*> parts) {
  std::vector<std::string> missing;
  for (const char* part : parts)
    for (const char* side : {"left ", "right "})
      if (std::string joint = std::string(side) + part;
          std::ranges::find(layout.joints, joint) == layout.joints.end())
        missing.push_back(std::move(joint));
  return missing;
}

}  // namespace

std::vector<Index> points_of(const Layout& layout, const std::string& joint) {
  return Resolver(layout).points_of(joint);
}

JointMap map_to(const Layout& layout, const KeypointLayout& target) {
  const std::vector<std::string> no_arms = missing_of(layout, {"shoulder", "elbow", "wrist"}),
                                 no_legs = missing_of(layout, {"hip", "knee", "ankle"});
  if (!no_arms.empty() && !no_legs.empty())
    throw DataError(
        fmt::format("layout {}: a pose needs both arms (missing: {}) or both legs (missing: {})",
                    layout.title, fmt::join(no_arms, ", "), fmt::join(no_legs, ", ")));
  JointMap map{&target, {}, {}};
  for (Index joint = 0; joint < target.num_joints(); ++joint) {
    map.from.push_back(
        points_of(layout, canonical_of(target, target.joints[static_cast<std::size_t>(joint)])));
    if (map.from.back().empty()) map.absent.push_back(joint);
  }
  return map;
}

std::string map_note(const Layout& layout, const JointMap& map) {
  std::vector<std::string> means, absent;
  for (std::size_t joint = 0; joint < map.from.size(); ++joint) {
    if (map.from[joint].size() > 1) means.push_back(map.target->joints[joint]);
    if (map.from[joint].empty()) absent.push_back(map.target->joints[joint]);
  }
  std::string note;
  if (!means.empty()) note = fmt::format("means of other joints: {}", fmt::join(means, ", "));
  if (!absent.empty())
    note += fmt::format("{}not in {}: {}", note.empty() ? "" : "; ", layout.title,
                        fmt::join(absent, ", "));
  return note;
}

}  // namespace posegrad::pose::detections
