#pragma once
#include <array>
#include <numbers>
#include <string_view>

#include "pose/geometry/vec3.h"
#include "tensor/dtype.h"

namespace posegrad::pose::synth {

// Frame of the body and of each of its parts: x to the person's right, y forward, z up. Metres and
// radians.

constexpr double degrees(double angle) { return angle * std::numbers::pi / 180; }

enum Side : std::size_t { kRight = 0, kLeft = 1 };
constexpr Side other(Side side) { return side == kRight ? kLeft : kRight; }
/// +1 for the right side, -1 for the left: mirrors what is written for the right.
constexpr double sign_of(Side side) { return side == kRight ? 1 : -1; }

/// Lengths of one person's segments, the same on both sides.
struct BodyShape {
  double thigh, shin, ankle_height, heel, ball, toe;  // heel, ball: ankle to there along the sole
  double hip_half_width, lower_spine, upper_spine, neck, head;
  double shoulder_half_width, shoulder_drop, upper_arm, forearm;

  double leg() const { return thigh + shin; }
  /// Height of the hips when standing upright.
  double standing() const { return leg() + ankle_height; }
};

/// The person that plays a subject: S1, S5, S6, S7, S8, S9 or S11. Throws ValueError for another
/// one.
BodyShape body_shape(std::string_view subject);

struct ArmPose {
  double flex = degrees(4);    // upper arm forward (+) or back; 180 degrees: up
  double abduct = degrees(7);  // sideways, away from the body
  double twist = degrees(10);  // about its own axis, the forearm inward (+)
  double elbow = degrees(14);  // 0: straight
};

/// Where the foot would stand flat, and what it does there.
struct FootPose {
  double x = 0, y = 0;  // ankle over the floor
  double yaw = 0;       // toes to the left (+), against the y axis of the world
  double lift = 0;      // above the floor
  double pitch = 0;     // heel up, on the ball of the foot (+), or toes up, on the heel (-)
};

/// One moment of a motion. Legs follow from hips and feet. Made of doubles only: tracks interpolate
/// each of them.
struct BodyPose {
  double x = 0, y = 0, height = 0;  // hips; the legs' reach limits the height
  double heading = 0;               // of the pelvis, to the left (+)
  double tilt = 0, list = 0;        // of the pelvis, forward and to the right (+)
  double bend = 0, side = 0,
         twist = 0;  // of the chest against the pelvis: forward, right, to the left
  double nod = 0, look = 0,
         head_tilt = 0;  // of the head against the chest: down, to the left, right
  std::array<ArmPose, 2> arm;
  std::array<FootPose, 2> foot;
  std::array<double, 2> knee_out{};  // knees outward of the line between pelvis and foot direction
};

/// What cameras see of the body, world space.
struct BodyPoints {
  std::array<Vec3, 32> joints;  // the slots of h36m_32
  std::array<Vec3, 5> face;     // nose, left eye, right eye, left ear, right ear
  Vec3 gaze;                    // where the face points, length 1
};

/// Upright, arms hanging, feet hip-wide.
BodyPose standing_pose(const BodyShape& shape);

/// Forward kinematics of trunk, head and arms; two-bone inverse kinematics of the legs. All
/// segments keep their lengths: a foot that is out of reach is drawn towards the hip, and before
/// that the hips come down.
BodyPoints solve(const BodyShape& shape, const BodyPose& pose);

/// How high the hips can be in this pose, both feet where they are; solve() lowers them below it
/// smoothly.
double reachable_height(const BodyShape& shape, const BodyPose& pose);

/// Largest angles of a healthy person that a motion must stay inside.
namespace limits {
constexpr double kElbowMax = degrees(150), kKneeMax = degrees(155);
constexpr double kArmFlexMin = degrees(-60), kArmFlexMax = degrees(180);
constexpr double kArmAbductMin = degrees(-40), kArmAbductMax = degrees(180);
constexpr double kArmTwist = degrees(95);
constexpr double kBendMin = degrees(-30), kBendMax = degrees(80), kSide = degrees(35),
                 kTwist = degrees(60);
constexpr double kNod = degrees(55), kLook = degrees(75);
}  // namespace limits

}  // namespace posegrad::pose::synth
