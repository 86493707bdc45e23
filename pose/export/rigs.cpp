#include "pose/export/rigs.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using enum BodyPart;
using StiffJoint = Rig::StiffJoint;

// In the order of BodyPart.
constexpr std::array<std::string_view, kBodyParts> kHumanIk{
    "Hips",      "Spine",       "Spine1",      "Neck",          "Head",        "LeftShoulder",
    "LeftArm",   "LeftForeArm", "LeftHand",    "RightShoulder", "RightArm",    "RightForeArm",
    "RightHand", "LeftUpLeg",   "LeftLeg",     "LeftFoot",      "LeftToeBase", "RightUpLeg",
    "RightLeg",  "RightFoot",   "RightToeBase"};

constexpr std::array<std::string_view, kBodyParts> kMixamo{
    "mixamorig:Hips",          "mixamorig:Spine",       "mixamorig:Spine2",
    "mixamorig:Neck",          "mixamorig:Head",        "mixamorig:LeftShoulder",
    "mixamorig:LeftArm",       "mixamorig:LeftForeArm", "mixamorig:LeftHand",
    "mixamorig:RightShoulder", "mixamorig:RightArm",    "mixamorig:RightForeArm",
    "mixamorig:RightHand",     "mixamorig:LeftUpLeg",   "mixamorig:LeftLeg",
    "mixamorig:LeftFoot",      "mixamorig:LeftToeBase", "mixamorig:RightUpLeg",
    "mixamorig:RightLeg",      "mixamorig:RightFoot",   "mixamorig:RightToeBase"};
constexpr std::array<std::string_view, kBodyParts> kMixamoTips = [] {
  std::array<std::string_view, kBodyParts> tips;
  tips[index_of(head)] = "mixamorig:HeadTop_End";
  tips[index_of(left_toes)] = "mixamorig:LeftToe_End";
  tips[index_of(right_toes)] = "mixamorig:RightToe_End";
  return tips;
}();
constexpr std::array kMixamoStiff{StiffJoint{"mixamorig:Spine1", spine, chest, 0.5}};

// The hierarchy of cgspeed.com's files: 31 joints, 96 channels.
constexpr std::array kCmuStiff{
    StiffJoint{"LHipJoint", hips, left_thigh, 0},
    StiffJoint{"RHipJoint", hips, right_thigh, 0},
    StiffJoint{"LowerBack", hips, spine, 0},
    StiffJoint{"Neck1", neck, head, 0.5},
    StiffJoint{"LeftFingerBase", left_hand, left_hand, 0},
    StiffJoint{"LeftHandIndex1", left_hand, left_hand, 0.5},
    StiffJoint{"LThumb", left_hand, left_hand, 0, true},
    StiffJoint{"RightFingerBase", right_hand, right_hand, 0},
    StiffJoint{"RightHandIndex1", right_hand, right_hand, 0.5},
    StiffJoint{"RThumb", right_hand, right_hand, 0, true},
};

constexpr std::array<std::string_view, kBodyParts> kVrm{
    "hips",          "spine",         "chest",         "neck",          "head",
    "leftShoulder",  "leftUpperArm",  "leftLowerArm",  "leftHand",      "rightShoulder",
    "rightUpperArm", "rightLowerArm", "rightHand",     "leftUpperLeg",  "leftLowerLeg",
    "leftFoot",      "leftToes",      "rightUpperLeg", "rightLowerLeg", "rightFoot",
    "rightToes"};

// Sources: Autodesk, "HIK character structure" (required and optional nodes); Mixamo's skeleton as
// docs.readyplayer.me lists it; cgspeed.com, READMEFIRST of the CMU conversion: joints renamed for
// MotionBuilder, a T-pose that faces z as a new first frame, Zrotation Yrotation Xrotation (its
// lengths are in units of 56.4 mm, which no program expects; ours are centimetres);
// VRMC_vrm-1.0, humanoid.md.
constexpr std::array<Rig, 4> kRigs{{
    {"default", kHumanIk, {}, {}, "ZXY", 1, false},
    {"mixamo", kMixamo, kMixamoTips, kMixamoStiff, "ZXY", 0.01, false},
    {"cmu", kHumanIk, {}, kCmuStiff, "ZYX", 0.01, true},
    {"vrm", kVrm, {}, {}, "ZXY", 1, false},
}};

/// Puts the joints of a rig one after the other.
class JointList {
 public:
  JointList(const Rig& rig, const BodyShape& shape) : rig_(rig), shape_(shape) {}

  std::vector<RigJoint> made() && {
    part(hips, -1, {});
    return std::move(joints_);
  }

 private:
  /// A part and all that hangs on it. offset: from the joint `parent`.
  void part(BodyPart part, int parent, Vec3 offset) {
    const int number = add(rig_.parts[index_of(part)], parent, RigJoint::Kind::part, part, offset);
    // Legs first, as cgspeed's files have them; the others expect no order.
    if (part == hips) {
      child(part, left_thigh, number);
      child(part, right_thigh, number);
      child(part, spine, number);
      return;
    }
    for (std::size_t i = 0; i < kBodyParts; ++i)
      if (kBodyParents[i] == static_cast<int>(index_of(part)))
        child(part, static_cast<BodyPart>(i), number);
    if (has_tip(part)) tips(part, number);
  }

  void child(BodyPart part, BodyPart toward, int number) {
    const Vec3 way = shape_.offsets[index_of(toward)];
    const auto [last, share] = stiff(part, toward, way, number);
    this->part(toward, last, (1 - share) * way);
  }

  /// The stiff joints of a way: the last one and how far it is along.
  std::pair<int, double> stiff(BodyPart part, BodyPart toward, Vec3 way, int number) {
    double share = 0;
    for (const StiffJoint& joint : rig_.stiff_joints) {
      if (joint.part != part || joint.toward != toward || joint.alone) continue;
      number = add(joint.name, number, RigJoint::Kind::stiff, part, (joint.share - share) * way);
      share = joint.share;
    }
    return {number, share};
  }

  void tips(BodyPart part, int number) {
    const Vec3 way = shape_.tips[index_of(part)];
    const auto [last, share] = stiff(part, part, way, number);
    tip(rig_.tips[index_of(part)], part, last, (1 - share) * way);
    for (const StiffJoint& joint : rig_.stiff_joints) {
      if (joint.part != part || joint.toward != part || !joint.alone) continue;
      const int end = add(joint.name, number, RigJoint::Kind::stiff, part, joint.share * way);
      tip({}, part, end, 0.5 * (1 - joint.share) * way);
    }
  }

  void tip(std::string_view name, BodyPart part, int parent, Vec3 offset) {
    add(name.empty() ? joints_[static_cast<std::size_t>(parent)].name + "_End" : std::string(name),
        parent, RigJoint::Kind::tip, part, offset);
  }

  int add(std::string_view name, int parent, RigJoint::Kind kind, BodyPart part, Vec3 offset) {
    joints_.push_back({std::string(name), parent, kind, part, offset});
    return static_cast<int>(joints_.size()) - 1;
  }

  const Rig& rig_;
  const BodyShape& shape_;
  std::vector<RigJoint> joints_;
};

}  // namespace

std::span<const Rig> rigs() { return kRigs; }

const Rig& find_rig(std::string_view name) {
  const auto found = std::ranges::find(kRigs, name, &Rig::name);
  if (found != kRigs.end()) return *found;
  std::vector<std::string_view> names;
  for (const Rig& rig : kRigs) names.push_back(rig.name);
  throw ValueError(fmt::format("there is no rig '{}'; expected {}", formats::printable(name),
                               fmt::join(names, ", ")));
}

std::vector<RigJoint> rig_joints(const Rig& rig, const BodyShape& shape) {
  return JointList(rig, shape).made();
}

}  // namespace posegrad::pose
