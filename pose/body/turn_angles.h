#pragma once
#include <span>
#include <vector>

#include "pose/geometry/quaternion.h"

namespace posegrad::pose {

/// Which three turns make up a rotation: each about an axis as the turns before it have left it.
/// Axes as the International Society of Biomechanics has them: x forward, y up, z to the right.
enum class TurnOrder {
  zxy,  // R = Rz(first) Rx(second) Ry(third): Grood and Suntay's; OpenSim's of most joints
  yxz,  // R = Ry(first) Rx(second) Rz(third): rotation, obliquity, tilt (Baker 2001)
  yxy,  // R = Ry(first) Rx(-second) Ry(third), second in [0, 180]: the shoulder of Wu et al. (2005)
};

/// Degrees, one of each a frame.
struct TurnAngles {
  std::vector<double> first, second, third;
};

/// The angles of a rotation over time, without jumps. Rotations need not be of length 1; one that
/// is not finite, or 0, has angles NaN.
///
/// A rotation is given by (first, second, third) as well as by (first + 180, 180 - second,
/// third + 180), but for yxy, whose second angle has one sign. Of the two that series is taken
/// which jumps least; being farther from a person who stands for a second counts as much as a jump
/// as wide. So an arm that is raised sideways goes on beyond 90 degrees, as a body does in a
/// cartwheel, and comes back. Full turns are counted: neighbours in time differ by less than 240
/// degrees, and by more than 120 only where the rotation itself jumps or nearly locks.
///
/// Where the second turn makes the axes of the first and the third one (90 degrees; 0 or 180 of
/// yxy), only the sum or the difference of those two is in the rotation. Within 6 degrees of it,
/// what is not is carried on linearly from the frames before and after (held at the clip's ends, 0
/// for `third` where there is nothing else), so that noise is not made a spin; there, and only
/// there, the angles can be off the rotation, by 12 degrees at most.
TurnAngles turn_angles(std::span<const Quaternion> rotations, TurnOrder order, double fps);

}  // namespace posegrad::pose
