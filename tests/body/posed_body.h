#pragma once
#include <array>
#include <string_view>

#include "pose/body/body.h"
#include "tests/mocap/turns.h"

namespace posegrad::test {

/// A body of 1.8 m in its T-pose.
pose::BodyShape grown_body();

/// Stands upright over the origin, arms hanging: every joint angle is 0.
pose::BodyPose standing();

/// Puts a turn before what the part has: about the parent's axes at the joint. Stage axes.
void bend(pose::BodyPose& pose, pose::BodyPart part, const Matrix& turn);

/// A motion of these poses at 50 frames per second, numbered from 7.
pose::BodyMotion motion_of(std::vector<pose::BodyPose> poses);

/// The quaternion of a rotation matrix (Shepperd's method).
pose::Quaternion quaternion_of(const Matrix& m);

/// Walks for `frames`, then does all that is hard for angles: arms up to the front and down by the
/// sides, a turn on the spot, a cartwheel, a handstand; 50 frames per second.
pose::BodyMotion acrobat(std::size_t frames);

}  // namespace posegrad::test
