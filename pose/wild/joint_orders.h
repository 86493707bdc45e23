#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pose/geometry/skeleton_tables.h"

namespace posegrad::pose {

/// The order in which a detector writes its joints. Joints behind the named ones (of faces and
/// hands) have no place in a layout.
struct JointOrder {
  std::string name;  // for messages: "BODY_25"
  std::vector<std::string> joints;
  Index count = 0;  // joints in the file, at least as many as the named ones
};

// Named as in keypoint_layout("coco") where they are the same joint.
const JointOrder& coco_17_order();
const JointOrder& body_25_order();      // OpenPose
const JointOrder& openpose_18_order();  // OpenPose's COCO model
const JointOrder& halpe_26_order();
const JointOrder& halpe_136_order();
const JointOrder& coco_133_order();  // COCO-WholeBody
const JointOrder& mpii_16_order();
const JointOrder& h36m_17_order();

/// Where each joint of the layout stands in `joints`, by name ("left_eye" is "left eye"). Nothing
/// when one of them is not there.
std::optional<std::vector<Index>> positions_by_name(std::span<const std::string> joints,
                                                    const KeypointLayout& layout);

/// What the joints of an order become: the coco layout when it has all of that layout's joints,
/// else the layout of the same joints.
struct JointMapping {
  const KeypointLayout* layout = nullptr;
  std::vector<Index> from;  // layout joint -> joint of the order
};
JointMapping mapping_of(const JointOrder& order);
/// The same for joints that a file names. Nothing when they are no known layout's.
std::optional<JointMapping> mapping_of(std::span<const std::string> joints);

}  // namespace posegrad::pose
