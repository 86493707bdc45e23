#pragma once
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad::pose {

/// A tree of joints with a left and a right side. Parents may stand after their children.
struct Skeleton {
  std::vector<std::string> names;
  std::vector<Index> parents;                    // -1: root
  std::vector<Index> joints_left, joints_right;  // swapped pairwise by mirroring

  Index num_joints() const { return static_cast<Index>(parents.size()); }
  /// (joint, parent) of every joint that has a parent.
  std::vector<std::pair<Index, Index>> bones() const;

  bool operator==(const Skeleton&) const = default;
};

/// The joints of [0, num_joints) that are not in `removed`, ascending: old index of each new joint.
/// Throws ValueError when a removed joint does not exist.
std::vector<Index> kept_joints(Index num_joints, std::span<const Index> removed);

/// The skeleton without these joints. A joint whose parent goes is linked to its nearest ancestor
/// that stays (none: it becomes a root). Throws ValueError when a removed joint does not exist.
Skeleton remove_joints(const Skeleton& skeleton, std::span<const Index> removed);

}  // namespace posegrad::pose
