#pragma once
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pose/body/body.h"

namespace posegrad::pose {

/// What the users of a program call the parts of a body, and what they expect of a BVH file.
struct Rig {
  /// A joint that other skeletons have and ours has not: it never turns. It lies on the way from
  /// where `part` begins to where `toward` does (the same part: to its tip), `share` of the way
  /// along; of joints on one way those that are nearer come first.
  struct StiffJoint {
    std::string_view name;
    BodyPart part, toward;
    double share;
    bool alone = false;  // the end of a chain of its own, which no part follows
  };

  std::string_view name;
  std::array<std::string_view, kBodyParts> parts;
  std::array<std::string_view, kBodyParts> tips;  // "": the chain's last joint with "_End"
  std::span<const StiffJoint> stiff_joints;
  std::string_view bvh_turns;  // the order of a BVH file's rotation channels: "ZXY"
  double bvh_unit;             // metres
  bool bvh_rest_first;         // a BVH file's first frame is the rest pose
};

/// "default" (HumanIK's names, which MotionBuilder, Maya, Rokoko and retargeting tools of Blender
/// know), "mixamo", "cmu" (the CMU data base as BVH by cgspeed.com), "vrm". All rest in the T-pose
/// and face z: what MotionBuilder's characters, VRM and Mixamo's auto-rigger begin with.
std::span<const Rig> rigs();
/// Throws ValueError that names those there are.
const Rig& find_rig(std::string_view name);

/// A joint of a rig on a body.
struct RigJoint {
  enum class Kind { part, stiff, tip };
  std::string name;
  int parent;  // number in the list; -1: the hips, which come first
  Kind kind;
  BodyPart part;  // that begins here; of a stiff joint or a tip: that it is fixed to
  Vec3 offset;    // from the parent, rest pose, metres
};

/// All joints, chain after chain: parents come before their children, and a tip right after what it
/// is the tip of.
std::vector<RigJoint> rig_joints(const Rig& rig, const BodyShape& shape);

}  // namespace posegrad::pose
