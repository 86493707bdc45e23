#include "pose/data/synth/body.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "pose/geometry/quaternion.h"
#include "tensor/error.h"

namespace posegrad::pose::synth {
namespace {

// Of the leg's length: a standing knee stays bent by eight degrees.
constexpr double kStraightest = 0.9975;

/// Body height and deviations from the average build, per subject. Distinct on purpose: a model
/// must not learn one set of bone lengths by heart.
struct Build {
  std::string_view subject;
  double height, legs, shin, hips, shoulders, arms;
};

constexpr Build kBuilds[] = {
    {"S1", 1.66, 1.00, 0.98, 1.06, 0.93, 0.98},  {"S5", 1.70, 0.97, 1.00, 1.04, 0.96, 1.01},
    {"S6", 1.84, 1.02, 1.03, 0.98, 1.05, 1.00},  {"S7", 1.60, 0.98, 1.01, 1.08, 0.92, 0.97},
    {"S8", 1.88, 1.01, 0.97, 0.97, 1.08, 1.03},  {"S9", 1.77, 1.00, 1.02, 1.00, 1.02, 1.00},
    {"S11", 1.73, 1.03, 0.99, 1.02, 0.98, 1.02},
};

/// Smaller than both by up to k / 2 where they are near, and smooth: hips that come down do so
/// without a jolt.
double soft_min(double a, double b, double k) { return (a + b - std::hypot(a - b, k)) / 2; }

double smooth_step(double x) {
  x = std::clamp(x, 0.0, 1.0);
  return x * x * (3 - 2 * x);
}

struct Foot {
  Vec3 ankle;
  Quaternion yaw, sole;  // sole: pitched
};

Foot foot_of(const BodyShape& shape, const FootPose& pose) {
  const Quaternion yaw = turn_z(pose.yaw), sole = yaw * turn_x(-pose.pitch);
  // The pivot slides from heel to ball while the sole is nearly flat: a sudden change would jerk
  // the ankle.
  const double pivot =
      -shape.heel + (shape.ball + shape.heel) * smooth_step(0.5 + pose.pitch / 0.5);
  const Vec3 from_pivot = rotate(sole, {0, -pivot, shape.ankle_height});
  return {Vec3{pose.x, pose.y, pose.lift} + rotate(yaw, {0, pivot, 0}) + from_pivot, yaw, sole};
}

Quaternion pelvis_turn(const BodyPose& pose) {
  return turn_z(pose.heading) * turn_y(pose.list) * turn_x(-pose.tilt);
}

/// How high one leg lets the hips be.
double leg_limit(const BodyShape& shape, const BodyPose& pose, Side side, Vec3 ankle) {
  const Vec3 hip = rotate(pelvis_turn(pose), {sign_of(side) * shape.hip_half_width, 0, 0});
  const double reach = kStraightest * shape.leg();
  const double away = std::hypot(pose.x + hip.x - ankle.x, pose.y + hip.y - ankle.y);
  return ankle.z + std::sqrt(std::max(reach * reach - away * away, 0.04 * reach * reach)) - hip.z;
}

struct Leg {
  Vec3 knee, ankle;
};

/// Two-bone inverse kinematics: the knee bends about `axis` (to the person's right) to the front.
Leg bend_leg(const BodyShape& shape, Vec3 hip, Vec3 ankle, Vec3 axis) {
  const double a = shape.thigh, b = shape.shin;
  const double farthest = kStraightest * (a + b);
  const double nearest = std::sqrt(a * a + b * b + 2 * a * b * std::cos(limits::kKneeMax));
  const double distance = std::clamp(length(ankle - hip), nearest, farthest);
  const Vec3 down = unit(ankle - hip);
  const Vec3 front = unit(cross(axis, down));
  const double along = (a * a + distance * distance - b * b) / (2 * distance);
  const Vec3 knee = hip + along * down + std::sqrt(std::max(a * a - along * along, 0.0)) * front;
  return {knee, hip + distance * down};
}

void place_leg(const BodyShape& shape, const BodyPose& pose, Side side, const Foot& foot,
               BodyPoints& points) {
  const std::size_t first = side == kRight ? 1 : 6;
  const Vec3 hip =
      points.joints[0] + rotate(pelvis_turn(pose), {sign_of(side) * shape.hip_half_width, 0, 0});
  const Quaternion knees =
      turn_z(pose.heading +
             0.5 * std::remainder(pose.foot[side].yaw - pose.heading, 2 * std::numbers::pi) -
             sign_of(side) * pose.knee_out[side]);
  const Leg leg = bend_leg(shape, hip, foot.ankle, rotate(knees, {1, 0, 0}));
  points.joints[first] = hip;
  points.joints[first + 1] = leg.knee;
  points.joints[first + 2] = leg.ankle;
  points.joints[first + 3] = leg.ankle + rotate(foot.sole, {0, shape.ball, -shape.ankle_height});
  // The toes stay nearly flat when the heel rises.
  const double toe_pitch =
      pose.foot[side].pitch > 0 ? 0.3 * pose.foot[side].pitch : pose.foot[side].pitch;
  points.joints[first + 4] =
      points.joints[first + 3] + rotate(foot.yaw * turn_x(-toe_pitch), {0, shape.toe, 0});
}

void place_arm(const BodyShape& shape, const ArmPose& arm, Side side, Vec3 thorax,
               const Quaternion& chest, BodyPoints& points) {
  const double s = sign_of(side);
  const Quaternion swing = turn_y(-s * arm.abduct) * turn_x(arm.flex) * turn_z(s * arm.twist);
  // The shoulder blade follows an arm that is raised beyond the horizontal.
  const double raised = std::acos(std::clamp(-rotate(swing, {0, 0, -1}).z, -1.0, 1.0));
  const double shrug = degrees(24) * smooth_step((raised - degrees(40)) / degrees(130));
  const Quaternion collar = chest * turn_y(-s * shrug);

  const std::size_t first = side == kRight ? 25 : 17;
  const Vec3 shoulder =
      thorax + rotate(collar, {s * shape.shoulder_half_width, 0, -shape.shoulder_drop});
  const Quaternion upper = chest * swing;
  const Vec3 elbow = shoulder + rotate(upper, {0, 0, -shape.upper_arm});
  const Vec3 wrist = elbow + rotate(upper * turn_x(arm.elbow), {0, 0, -shape.forearm});
  points.joints[first] = shoulder;
  points.joints[first + 1] = elbow;
  points.joints[first + 2] = wrist;
}

void place_head(const BodyShape& shape, const BodyPose& pose, Vec3 thorax, const Quaternion& chest,
                BodyPoints& points) {
  const auto turned = [&](double part) {
    return chest * turn_z(part * pose.look) * turn_y(part * pose.head_tilt) *
           turn_x(-part * pose.nod);
  };
  const Vec3 neck = thorax + rotate(turned(0.4), {0, 0.33 * shape.neck, 0.94 * shape.neck});
  const Quaternion head = turned(1);
  const double size =
      shape.head / 0.13;  // the face below is that of a head of 13 cm from neck joint to crown
  const auto on_head = [&](double x, double y, double z) {
    return neck + size * rotate(head, {x, y, z});
  };
  points.joints[14] = neck;
  points.joints[15] = neck + rotate(head, {0, -0.12 * shape.head, 0.99 * shape.head});
  points.face = {on_head(0, 0.080, 0.025), on_head(-0.032, 0.062, 0.058),
                 on_head(0.032, 0.062, 0.058), on_head(-0.073, -0.022, 0.032),
                 on_head(0.073, -0.022, 0.032)};
  points.gaze = rotate(head, {0, 1, 0});
}

/// Slots of the 32 that hold copies of other joints.
void place_fillers(BodyPoints& points) {
  auto& joints = points.joints;
  joints[11] = joints[0];
  joints[16] = joints[24] = joints[13];
  for (std::size_t slot = 20; slot <= 23; ++slot) joints[slot] = joints[19];
  for (std::size_t slot = 28; slot <= 31; ++slot) joints[slot] = joints[27];
}

}  // namespace

BodyShape body_shape(std::string_view subject) {
  for (const Build& build : kBuilds) {
    if (build.subject != subject) continue;
    // Average segment lengths as parts of the height: Drillis and Contini, 1966.
    const double h = build.height;
    return {.thigh = 0.243 * h * build.legs * (2 - build.shin),
            .shin = 0.243 * h * build.legs * build.shin,
            .ankle_height = 0.042 * h,
            .heel = 0.03 * h,
            .ball = 0.075 * h,
            .toe = 0.035 * h,
            .hip_half_width = 0.056 * h * build.hips,
            .lower_spine = 0.138 * h,
            .upper_spine = 0.142 * h,
            .neck = 0.074 * h,
            .head = 0.074 * h,
            .shoulder_half_width = 0.104 * h * build.shoulders,
            .shoulder_drop = 0.018 * h,
            .upper_arm = 0.168 * h * build.arms,
            .forearm = 0.150 * h * build.arms};
  }
  throw ValueError(fmt::format(
      "no synthetic person plays subject '{}'; known are S1, S5, S6, S7, S8, S9, S11", subject));
}

BodyPose standing_pose(const BodyShape& shape) {
  BodyPose pose;
  pose.height = shape.standing();
  pose.tilt = degrees(3);
  pose.bend = degrees(3);
  pose.nod = degrees(3);
  for (const Side side : {kRight, kLeft}) {
    pose.foot[side].x = sign_of(side) * 1.15 * shape.hip_half_width;
    pose.foot[side].y = 0.02;
    pose.foot[side].yaw = -sign_of(side) * degrees(9);
  }
  return pose;
}

double reachable_height(const BodyShape& shape, const BodyPose& pose) {
  double height = std::numeric_limits<double>::infinity();
  for (const Side side : {kRight, kLeft})
    height = std::min(height, leg_limit(shape, pose, side, foot_of(shape, pose.foot[side]).ankle));
  return height;
}

BodyPoints solve(const BodyShape& shape, const BodyPose& pose) {
  BodyPoints points;
  const std::array<Foot, 2> feet{foot_of(shape, pose.foot[kRight]),
                                 foot_of(shape, pose.foot[kLeft])};
  constexpr double kBlend = 0.012;
  double height = pose.height;
  for (const Side side : {kRight, kLeft})
    height = soft_min(height, leg_limit(shape, pose, side, feet[side].ankle), kBlend);
  points.joints[0] = {pose.x, pose.y, height};
  for (const Side side : {kRight, kLeft}) place_leg(shape, pose, side, feet[side], points);

  const Quaternion half = turn_z(pose.twist / 2) * turn_y(pose.side / 2) * turn_x(-pose.bend / 2);
  const Quaternion waist = pelvis_turn(pose) * half, chest = waist * half;
  const Vec3 spine =
      points.joints[0] + rotate(waist, {0, -0.08 * shape.lower_spine, 0.997 * shape.lower_spine});
  const Vec3 thorax =
      spine + rotate(chest, {0, -0.04 * shape.upper_spine, 0.999 * shape.upper_spine});
  points.joints[12] = spine;
  points.joints[13] = thorax;
  for (const Side side : {kRight, kLeft})
    place_arm(shape, pose.arm[side], side, thorax, chest, points);
  place_head(shape, pose, thorax, chest, points);
  place_fillers(points);
  return points;
}

}  // namespace posegrad::pose::synth
