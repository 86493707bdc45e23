#include "pose/data/mocap/t_pose.h"

#include <algorithm>
#include <cmath>

namespace posegrad::pose::mocap {
namespace {

constexpr double kSin15 = 0.25882, kCos15 = 0.96593;
constexpr double kCos35 =
    0.81915;                     // of arms against the shoulders' axis, of legs against the floor
constexpr double kStill = 0.05;  // metres

Vec3 direction(const Body& body, Point from, Point to) {
  const Vec3 bone = body[to] - body[from];
  return length(bone) > 0 ? unit(bone) : Vec3{};
}

bool is_outstretched(const Body& body, Point shoulder, Point elbow, Point wrist, Vec3 outward) {
  for (const Vec3 bone : {direction(body, shoulder, elbow), direction(body, elbow, wrist)})
    if (!(std::abs(bone.z) <= kSin15 && dot(bone, outward) >= kCos35)) return false;
  return true;
}

bool is_straight(const Body& body, Point upper, Point knee, Point ankle) {
  const Vec3 thigh = direction(body, upper, knee), shin = direction(body, knee, ankle);
  return dot(thigh, shin) >= kCos15 && thigh.z <= -kCos35;
}

bool is_t_pose(const Body& body) {
  const Vec3 right = direction(body, left_shoulder, right_shoulder);
  return is_outstretched(body, right_shoulder, right_elbow, right_wrist, right) &&
         is_outstretched(body, left_shoulder, left_elbow, left_wrist, -right) &&
         is_straight(body, right_hip, right_knee, right_ankle) &&
         is_straight(body, left_hip, left_knee, left_ankle);
}

Vec3 hips(const Body& body) { return 0.5 * (body[left_hip] + body[right_hip]); }

}  // namespace

std::size_t t_pose_frames(const Motion& motion) {
  const auto other = std::ranges::find_if_not(motion, [&](const Body& body) {
    return is_t_pose(body) && length(hips(body) - hips(motion.front())) <= kStill;
  });
  return static_cast<std::size_t>(other - motion.begin());
}

}  // namespace posegrad::pose::mocap
