#pragma once
#include <array>
#include <vector>

#include "pose/wild/ground/rooted_motion.h"

namespace posegrad::pose {

/// What a foot does in one frame.
struct FootContact {
  bool stands = false;
  double stillness = 0;  // of a standing foot, to 1: less while it is put down and rolls off
};
/// For each frame, the left and the right foot.
using FootContacts = std::vector<std::array<FootContact, 2>>;

/// A foot stands when its ankle is low and slow: low against the lowest that any joint has been
/// within 0.6 s (so not a kicking foot, nor that of a handstand or a jump), slow with its motion
/// along the line of sight, which is known less well, counted half. Both with hysteresis, and for
/// 0.1 s or more. Joints that are not known do not stand.
/// root (T): the path, camera axes, metres. up: camera axes, length 1.
FootContacts foot_contacts(const RootedMotion& motion, const std::vector<Vec3>& root, Vec3 up);

}  // namespace posegrad::pose
