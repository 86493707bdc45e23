#pragma once
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pose/geometry/skeleton.h"

namespace posegrad::pose {

/// Human3.6M as its files have it: 32 joints, some of them copies that never move against their
/// neighbours.
const Skeleton& h36m_32();
/// Joints of h36m_32 that are dropped before anything else is done with the poses.
std::span<const Index> h36m_removed_joints();
/// The 17 joints that are left, with both shoulders linked to the thorax (joint 8).
const Skeleton& h36m_17();

const Skeleton& humaneva_15();
const Skeleton& humaneva_20();

/// An order of 2D keypoints. Not a tree: COCO's face and hips have cycles.
struct KeypointLayout {
  std::string name;
  std::vector<std::string> joints;
  std::vector<Index> left, right;              // swapped pairwise by mirroring
  std::vector<std::pair<Index, Index>> bones;  // for drawing

  Index num_joints() const { return static_cast<Index>(joints.size()); }
};

/// "h36m", "coco", "mpii", "humaneva15" or "humaneva20"; nullptr for another name.
const KeypointLayout* find_keypoint_layout(std::string_view name);
/// The same; throws ValueError that lists the known names.
const KeypointLayout& keypoint_layout(std::string_view name);

}  // namespace posegrad::pose
