#include "pose/geometry/skeleton.h"

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose {
namespace {

std::size_t at(Index joint) { return static_cast<std::size_t>(joint); }

std::vector<bool> removal_mask(Index num_joints, std::span<const Index> removed) {
  std::vector<bool> gone(at(num_joints), false);
  for (const Index joint : removed) {
    if (joint < 0 || joint >= num_joints)
      throw ValueError(fmt::format("remove_joints: joint {} is not one of the skeleton's {} joints",
                                   joint, num_joints));
    gone[at(joint)] = true;
  }
  return gone;
}

}  // namespace

std::vector<std::pair<Index, Index>> Skeleton::bones() const {
  std::vector<std::pair<Index, Index>> result;
  for (Index joint = 0; joint < num_joints(); ++joint)
    if (parents[at(joint)] >= 0) result.emplace_back(joint, parents[at(joint)]);
  return result;
}

std::vector<Index> kept_joints(Index num_joints, std::span<const Index> removed) {
  const std::vector<bool> gone = removal_mask(num_joints, removed);
  std::vector<Index> kept;
  for (Index joint = 0; joint < num_joints; ++joint)
    if (!gone[at(joint)]) kept.push_back(joint);
  return kept;
}

Skeleton remove_joints(const Skeleton& skeleton, std::span<const Index> removed) {
  const std::vector<bool> gone = removal_mask(skeleton.num_joints(), removed);
  const std::vector<Index> kept = kept_joints(skeleton.num_joints(), removed);
  std::vector<Index> new_index(gone.size(), -1);
  for (Index index = 0; index < static_cast<Index>(kept.size()); ++index)
    new_index[at(kept[at(index)])] = index;

  Skeleton result;
  for (const Index joint : kept) {
    Index parent = skeleton.parents[at(joint)];
    while (parent >= 0 && gone[at(parent)]) parent = skeleton.parents[at(parent)];
    result.parents.push_back(parent < 0 ? -1 : new_index[at(parent)]);
    if (!skeleton.names.empty()) result.names.push_back(skeleton.names[at(joint)]);
  }
  for (const Index joint : skeleton.joints_left)
    if (!gone[at(joint)]) result.joints_left.push_back(new_index[at(joint)]);
  for (const Index joint : skeleton.joints_right)
    if (!gone[at(joint)]) result.joints_right.push_back(new_index[at(joint)]);
  return result;
}

}  // namespace posegrad::pose
