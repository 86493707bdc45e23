#include "tests/export/hand_made.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "tensor/error.h"

namespace posegrad::test {
namespace {

using pose::BodyMotion;
using pose::BodyPart;
using pose::BodyPose;
using pose::Quaternion;

constexpr double kPi = std::numbers::pi;

Quaternion& turn(BodyPose& pose, BodyPart part) { return pose.turns[index_of(part)]; }

/// Both arms down from the T by this angle, elbows a little bent.
void lower_arms(BodyPose& pose, double angle, double swing) {
  turn(pose, BodyPart::left_upper_arm) = pose::turn_x(swing) * pose::turn_z(-angle);
  turn(pose, BodyPart::right_upper_arm) = pose::turn_x(-swing) * pose::turn_z(angle);
  turn(pose, BodyPart::left_forearm) = pose::turn_y(-0.4);
  turn(pose, BodyPart::right_forearm) = pose::turn_y(0.4);
}

BodyPose walking(double t) {
  BodyPose pose;
  const double swing = 0.5 * std::sin(2 * kPi * t), heading = 0.6 * t;
  pose.position = {2 * (1 - std::cos(heading)), 0.9 + 0.02 * std::cos(4 * kPi * t),
                   2 * std::sin(heading)};
  turn(pose, BodyPart::hips) = pose::turn_y(heading) * pose::turn_x(0.05);
  turn(pose, BodyPart::chest) = pose::turn_y(-0.2 * swing) * pose::turn_z(0.03);
  turn(pose, BodyPart::head) = pose::turn_x(0.1 * std::sin(3 * t));
  lower_arms(pose, 1.3, 0.8 * swing);
  turn(pose, BodyPart::left_thigh) = pose::turn_x(-swing);
  turn(pose, BodyPart::right_thigh) = pose::turn_x(swing);
  turn(pose, BodyPart::left_shank) = pose::turn_x(0.4 * (1 + std::sin(2 * kPi * t + 1)));
  turn(pose, BodyPart::right_shank) = pose::turn_x(0.4 * (1 - std::sin(2 * kPi * t + 1)));
  turn(pose, BodyPart::left_toes) = pose::turn_x(-0.2 * std::max(0.0, swing));
  return pose;
}

BodyPose cartwheeling(double t) {
  BodyPose pose;
  const double angle = 2 * kPi * t;
  pose.position = {-2.5 * t, 0.75 + 0.15 * std::cos(2 * angle), 0.1};
  turn(pose, BodyPart::hips) = pose::turn_z(angle) * pose::turn_x(0.1 * std::sin(angle));
  turn(pose, BodyPart::left_upper_arm) = pose::turn_z(1.2);
  turn(pose, BodyPart::right_upper_arm) = pose::turn_z(-1.2);
  turn(pose, BodyPart::left_thigh) = pose::turn_z(0.5);
  turn(pose, BodyPart::right_thigh) = pose::turn_z(-0.5);
  return pose;
}

BodyPose turning(double t) {
  BodyPose pose;
  pose.position = {0.1 * std::sin(t), 0.91, 0.1 * std::cos(t)};
  turn(pose, BodyPart::hips) = pose::turn_y(4 * kPi * t) * pose::turn_x(0.2) * pose::turn_z(0.1);
  turn(pose, BodyPart::head) = pose::turn_y(1.2 * std::sin(12 * t));
  lower_arms(pose, 0.7, 0.1);
  return pose;
}

BodyPose tumbling(double t) {
  BodyPose pose;
  pose.position = {0.02 * t, 0.9 + 0.6 * std::sin(kPi * t), 0.8 * t};
  turn(pose, BodyPart::hips) = pose::turn_x(2 * kPi * t) * pose::turn_z(0.02 * std::sin(9 * t));
  turn(pose, BodyPart::left_thigh) = pose::turn_x(-2 * std::sin(kPi * t));
  turn(pose, BodyPart::right_thigh) = pose::turn_x(-2 * std::sin(kPi * t));
  turn(pose, BodyPart::left_shank) = pose::turn_x(2.2 * std::sin(kPi * t));
  turn(pose, BodyPart::right_shank) = pose::turn_x(2.2 * std::sin(kPi * t));
  return pose;
}

BodyPose on_hands(double t) {
  BodyPose pose;
  pose.position = {0, 1.1, -0.2};
  turn(pose, BodyPart::hips) = pose::turn_z(kPi + 0.1 * std::sin(5 * t)) * pose::turn_y(t);
  turn(pose, BodyPart::left_upper_arm) = pose::turn_z(1.5);
  turn(pose, BodyPart::right_upper_arm) = pose::turn_z(-1.5);
  turn(pose, BodyPart::left_shank) = pose::turn_x(0.3 + 0.2 * std::sin(7 * t));
  return pose;
}

BodyPose lying(double t) {
  BodyPose pose;
  pose.position = {0.2 * std::sin(3 * t), 0.12, 0};
  // On the back, exactly at first; then towards either side.
  turn(pose, BodyPart::hips) = pose::turn_x(-kPi / 2) * pose::turn_y(1.5 * std::sin(4 * kPi * t));
  turn(pose, BodyPart::right_thigh) = pose::turn_x(-1.2 * std::abs(std::sin(2 * kPi * t)));
  lower_arms(pose, 1.4, 0);
  return pose;
}

BodyMotion motion(const std::string& name, double fps, Index frames, Index first,
                  BodyPose (*pose_at)(double)) {
  BodyMotion motion{name, adult(), fps, {}, {}};
  for (Index i = 0; i < frames; ++i) {
    motion.frame_numbers.push_back(first + i);
    motion.frames.push_back(
        pose_at(static_cast<double>(i) / static_cast<double>(std::max<Index>(1, frames - 1))));
  }
  return motion;
}

}  // namespace

pose::BodyShape adult() {
  using enum BodyPart;
  pose::BodyShape shape;
  shape.hip_height = 0.93;
  shape.height = 1.74;
  const auto set = [&](BodyPart part, Vec3 offset) { shape.offsets[index_of(part)] = offset; };
  set(spine, {0, 0.10, -0.01});
  set(chest, {0, 0.20, 0});
  set(neck, {0, 0.22, 0.01});
  set(head, {0, 0.09, 0.02});
  shape.tips[index_of(head)] = {0, 0.20, 0.01};
  for (const double side : {1.0, -1.0}) {
    const std::size_t by = side > 0 ? 0 : 4;
    const auto part = [&](BodyPart left) { return static_cast<BodyPart>(index_of(left) + by); };
    set(part(left_collar), {side * 0.03, 0.17, 0.005});
    set(part(left_upper_arm), {side * 0.15, 0.012, -0.01});
    set(part(left_forearm), {side * 0.28, 0, 0});
    set(part(left_hand), {side * 0.25, 0, 0});
    shape.tips[index_of(part(left_hand))] = {side * 0.17, 0, 0};
    set(part(left_thigh), {side * 0.09, -0.02, 0});
    set(part(left_shank), {0, -0.43, 0});
    set(part(left_foot), {0, -0.41, 0});
    set(part(left_toes), {side * 0.01, -0.05, 0.13});
    shape.tips[index_of(part(left_toes))] = {0, -0.01, 0.07};
  }
  return shape;
}

std::vector<BodyMotion> hand_made_motions() {
  const auto still = [](double) {
    BodyPose pose;
    pose.position = {0, 0.93, 0};
    return pose;
  };
  return {motion("t_pose", 24, 3, 0, still),
          motion("walk", 30000.0 / 1001, 61, 10, walking),
          motion("cartwheel", 25, 50, 0, cartwheeling),
          motion("turns", 50, 120, 0, turning),
          motion("somersault", 59.94, 60, 7, tumbling),
          motion("handstand", 60, 30, 0, on_hands),
          motion("lying", 240, 97, 1000, lying)};
}

BodyMotion hand_made(const std::string& name) {
  for (BodyMotion& motion : hand_made_motions())
    if (motion.name == name) return std::move(motion);
  throw Error("there is no motion " + name);
}

std::array<Vec3, kPlaces> places_of(const BodyMotion& motion, std::size_t frame) {
  const auto placed = pose::placed(motion.shape, motion.frames[frame]);
  std::array<Vec3, kPlaces> places;
  for (std::size_t i = 0; i < pose::kBodyParts; ++i) places[i] = placed[i].position;
  for (std::size_t i = 0; i < kTipped.size(); ++i) {
    const std::size_t part = index_of(kTipped[i]);
    places[pose::kBodyParts + i] =
        placed[part].position + rotate(placed[part].turn, motion.shape.tips[part]);
  }
  return places;
}

double angle_between(const Quaternion& a, const Quaternion& b) {
  const Quaternion turn = conjugate(a) * b;
  return 2 * 180 / kPi * std::atan2(std::hypot(turn.x, turn.y, turn.z), std::abs(turn.w));
}

}  // namespace posegrad::test
