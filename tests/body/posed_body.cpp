#include "tests/body/posed_body.h"

#include <cmath>
#include <numbers>

namespace posegrad::test {

using enum pose::BodyPart;

pose::BodyShape grown_body() {
  pose::BodyShape shape;
  const auto both = [&](pose::BodyPart left, pose::BodyPart right, Vec3 offset) {
    shape.offsets[index_of(left)] = offset;
    shape.offsets[index_of(right)] = {-offset.x, offset.y, offset.z};
  };
  shape.offsets[index_of(spine)] = {0, 0.1, 0};
  shape.offsets[index_of(chest)] = {0, 0.2, 0};
  shape.offsets[index_of(neck)] = {0, 0.25, 0};
  shape.offsets[index_of(head)] = {0, 0.1, 0};
  both(left_collar, right_collar, {0.03, 0.2, 0});
  both(left_upper_arm, right_upper_arm, {0.15, 0, 0});
  both(left_forearm, right_forearm, {0.3, 0, 0});
  both(left_hand, right_hand, {0.26, 0, 0});
  both(left_thigh, right_thigh, {0.09, -0.02, 0});
  both(left_shank, right_shank, {0, -0.43, 0});
  both(left_foot, right_foot, {0, -0.42, 0});
  both(left_toes, right_toes, {0, -0.06, 0.15});
  shape.tips[index_of(head)] = {0, 0.22, 0};
  shape.hip_height = 0.93;
  shape.height = 1.8;
  return shape;
}

pose::BodyPose standing() {
  pose::BodyPose pose;
  pose.position = {0, 0.93, 0};
  bend(pose, left_upper_arm, turn('Z', -90));
  bend(pose, right_upper_arm, turn('Z', 90));
  return pose;
}

void bend(pose::BodyPose& pose, pose::BodyPart part, const Matrix& turn) {
  pose::Quaternion& q = pose.turns[index_of(part)];
  q = quaternion_of(turn) * q;
}

pose::BodyMotion motion_of(std::vector<pose::BodyPose> poses) {
  pose::BodyMotion motion;
  motion.name = "made up";
  motion.shape = grown_body();
  motion.fps = 50;
  for (std::size_t t = 0; t < poses.size(); ++t)
    motion.frame_numbers.push_back(static_cast<Index>(t) + 7);
  motion.frames = std::move(poses);
  return motion;
}

pose::Quaternion quaternion_of(const Matrix& m) {
  const double trace = m[0][0] + m[1][1] + m[2][2];
  std::array<double, 4> squares{trace, m[0][0], m[1][1], m[2][2]};
  std::size_t best = 0;
  for (std::size_t i = 1; i < 4; ++i)
    if (squares[i] > squares[best]) best = i;
  const double wx = m[2][1] - m[1][2], wy = m[0][2] - m[2][0], wz = m[1][0] - m[0][1];
  const double xy = m[0][1] + m[1][0], xz = m[0][2] + m[2][0], yz = m[1][2] + m[2][1];
  pose::Quaternion q;
  if (best == 0)
    q = {1 + trace, wx, wy, wz};
  else if (best == 1)
    q = {wx, 1 + 2 * m[0][0] - trace, xy, xz};
  else if (best == 2)
    q = {wy, xy, 1 + 2 * m[1][1] - trace, yz};
  else
    q = {wz, xz, yz, 1 + 2 * m[2][2] - trace};
  const double norm = std::sqrt(q.w * q.w + q.x * q.x + q.y * q.y + q.z * q.z);
  return {q.w / norm, q.x / norm, q.y / norm, q.z / norm};
}

pose::BodyMotion acrobat(std::size_t frames) {
  std::vector<pose::BodyPose> poses;
  const auto add = [&](std::size_t count, const auto& make) {
    for (std::size_t t = 0; t < count; ++t) {
      poses.push_back(standing());
      make(poses.back(), static_cast<double>(t) / static_cast<double>(count));
    }
  };
  add(frames, [](pose::BodyPose& pose, double part) {
    const double step = 8 * std::numbers::pi * part;
    for (const bool is_left : {false, true}) {
      const double swing = is_left ? std::sin(step) : -std::sin(step);
      bend(pose, is_left ? left_thigh : right_thigh, turn('X', -25 * swing - 5));
      bend(pose, is_left ? left_shank : right_shank,
           turn('X', 30 - 25 * std::cos(step + (is_left ? 0.5 : 3.6))));
      bend(pose, is_left ? left_upper_arm : right_upper_arm, turn('X', 20 * swing));
      bend(pose, is_left ? left_forearm : right_forearm,
           turn('Y', (is_left ? -1 : 1) * (20 + 10 * swing)));
    }
    bend(pose, chest, turn('Y', 8 * std::sin(step)));
  });
  const auto arms = [](pose::BodyPose& pose, char axis, double degrees) {
    bend(pose, left_upper_arm, turn(axis, axis == 'Z' ? degrees : -degrees));
    bend(pose, right_upper_arm, turn(axis, -degrees));
  };
  add(50, [&](pose::BodyPose& pose, double part) { arms(pose, 'X', 180 * part); });
  add(50, [&](pose::BodyPose& pose, double part) { arms(pose, 'Z', 180 * (1 - part)); });
  add(50, [&](pose::BodyPose& pose, double part) { bend(pose, hips, turn('Y', 360 * part)); });
  add(100, [&](pose::BodyPose& pose, double part) {
    arms(pose, 'Z', 180);
    bend(pose, hips, turn('Z', 360 * part));
  });
  add(100, [&](pose::BodyPose& pose, double part) {
    arms(pose, 'X', 180);
    bend(pose, hips, turn('X', 180 * std::min(1.0, 2 * part)));
  });
  return motion_of(std::move(poses));
}

}  // namespace posegrad::test
