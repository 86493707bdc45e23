#include "pose/wild/joint_orders.h"

#include <algorithm>
#include <array>

#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using Names = std::vector<std::string>;

JointOrder of_layout(std::string name, std::string_view layout) {
  const Names& joints = keypoint_layout(layout).joints;
  return {std::move(name), joints, static_cast<Index>(joints.size())};
}

JointOrder of_names(std::string name, Names joints) {
  const auto count = static_cast<Index>(joints.size());
  return {std::move(name), std::move(joints), count};
}

JointOrder coco_and_more(std::string name, Index count) {
  JointOrder order = of_layout(std::move(name), "coco");
  order.count = count;
  return order;
}

Names halpe_names() {
  Names names = keypoint_layout("coco").joints;
  const Names more{"head",
                   "neck",
                   "hip",
                   "left big toe",
                   "right big toe",
                   "left small toe",
                   "right small toe",
                   "left heel",
                   "right heel"};
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

/// Detectors write "left_eye" and "Left Eye".
std::string plain(std::string name) {
  for (char& c : name) c = c == '_' || c == '-' ? ' ' : c >= 'A' && c <= 'Z' ? char(c + 32) : c;
  return name;
}

}  // namespace

const JointOrder& coco_17_order() {
  static const JointOrder order = of_layout("COCO 17", "coco");
  return order;
}

const JointOrder& body_25_order() {
  static const JointOrder order = of_names(
      "BODY_25",
      {"nose",           "neck",        "right shoulder", "right elbow",     "right wrist",
       "left shoulder",  "left elbow",  "left wrist",     "mid hip",         "right hip",
       "right knee",     "right ankle", "left hip",       "left knee",       "left ankle",
       "right eye",      "left eye",    "right ear",      "left ear",        "left big toe",
       "left small toe", "left heel",   "right big toe",  "right small toe", "right heel"});
  return order;
}

const JointOrder& openpose_18_order() {
  static const JointOrder order = of_names(
      "COCO 18", {"nose", "neck", "right shoulder", "right elbow", "right wrist", "left shoulder",
                  "left elbow", "left wrist", "right hip", "right knee", "right ankle", "left hip",
                  "left knee", "left ankle", "right eye", "left eye", "right ear", "left ear"});
  return order;
}

const JointOrder& halpe_26_order() {
  static const JointOrder order = of_names("Halpe 26", halpe_names());
  return order;
}

const JointOrder& halpe_136_order() {
  static const JointOrder order{"Halpe 136", halpe_names(), 136};
  return order;
}

const JointOrder& coco_133_order() {
  static const JointOrder order = coco_and_more("COCO-WholeBody 133", 133);
  return order;
}

const JointOrder& mpii_16_order() {
  static const JointOrder order = of_layout("MPII 16", "mpii");
  return order;
}

const JointOrder& h36m_17_order() {
  static const JointOrder order = of_layout("Human3.6M 17", "h36m");
  return order;
}

std::optional<std::vector<Index>> positions_by_name(std::span<const std::string> joints,
                                                    const KeypointLayout& layout) {
  Names plain_joints;
  for (const std::string& joint : joints) plain_joints.push_back(plain(joint));
  std::vector<Index> positions;
  for (const std::string& wanted : layout.joints) {
    const auto found = std::ranges::find(plain_joints, wanted);
    if (found == plain_joints.end()) return std::nullopt;
    positions.push_back(found - plain_joints.begin());
  }
  return positions;
}

std::optional<JointMapping> mapping_of(std::span<const std::string> joints) {
  constexpr std::array kLayouts{"coco", "mpii", "h36m", "humaneva15", "humaneva20"};
  for (const char* name : kLayouts) {
    const KeypointLayout& layout = keypoint_layout(name);
    if (auto from = positions_by_name(joints, layout)) return JointMapping{&layout, *from};
  }
  return std::nullopt;
}

JointMapping mapping_of(const JointOrder& order) {
  if (auto mapping = mapping_of(std::span(order.joints))) return *mapping;
  throw ValueError("joint order " + order.name + " has no layout");
}

}  // namespace posegrad::pose
