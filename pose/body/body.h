#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "pose/formats/rig_motion.h"
#include "pose/geometry/quaternion.h"
#include "pose/geometry/vec3.h"
#include "tensor/dtype.h"

namespace posegrad::pose {

/// The parts of a body that turn against each other, parents first. Each begins at a joint and has
/// its parent's end there: the left forearm begins at the left elbow.
enum class BodyPart : unsigned char {
  hips,
  spine,
  chest,
  neck,
  head,
  left_collar,
  left_upper_arm,
  left_forearm,
  left_hand,
  right_collar,
  right_upper_arm,
  right_forearm,
  right_hand,
  left_thigh,
  left_shank,
  left_foot,
  left_toes,
  right_thigh,
  right_shank,
  right_foot,
  right_toes,
};
constexpr std::size_t kBodyParts = 21;

constexpr std::size_t index_of(BodyPart part) { return static_cast<std::size_t>(part); }

/// Of each part the one that it is fixed to; -1: the hips, which move freely.
constexpr std::array<int, kBodyParts> kBodyParents{-1, 0,  1, 2,  3,  2,  5, 6,  7,  2, 9,
                                                   10, 11, 0, 13, 14, 15, 0, 17, 18, 19};

/// "left upper arm".
std::string_view name_of(BodyPart part);

/// Sizes of a body, metres, in its rest pose: upright, arms to the sides, palms down, feet forward.
/// Axes: x to the body's left, y up, z forward.
struct BodyShape {
  /// Where each part begins, from where its parent begins; that of the hips is 0.
  std::array<Vec3, kBodyParts> offsets = {};
  /// What a chain ends with, from where its last part begins: top of the head, finger tips, toes.
  std::array<Vec3, kBodyParts> tips = {};
  /// From the soles to where the hips begin.
  double hip_height = 0;
  /// From the soles to the top of the head.
  double height = 0;
};

/// Parts with a tip: head, hands and toes.
constexpr bool has_tip(BodyPart part) {
  return part == BodyPart::head || part == BodyPart::left_hand || part == BodyPart::right_hand ||
         part == BodyPart::left_toes || part == BodyPart::right_toes;
}

constexpr bool is_toes(BodyPart part) {
  return part == BodyPart::left_toes || part == BodyPart::right_toes;
}
constexpr bool is_foot(BodyPart part) {
  return part == BodyPart::left_foot || part == BodyPart::right_foot;
}
/// How far soles are below ankles when feet stand flat.
constexpr double sole_below_ankle(const BodyShape& shape) {
  constexpr std::size_t toes = index_of(BodyPart::left_toes);
  return -(shape.offsets[toes].y + shape.tips[toes].y);
}

/// A frame of a body's motion. Stage axes: y up, the floor at 0, a body with no turn faces z.
struct BodyPose {
  Vec3 position;                                  // of the hips, metres
  std::array<Quaternion, kBodyParts> turns = {};  // against the parent, since the rest pose
};

struct BodyMotion {
  std::string name;  // of the person
  BodyShape shape;
  double fps = 0;
  std::vector<Index> frame_numbers;  // in the video, from 0
  std::vector<BodyPose> frames;
};

/// Where each part begins and how it has turned since the rest pose, stage axes:
///   x_part = x_parent + rotate(turn_parent, offset_part),  turn_part = turn_parent turns_part
std::array<formats::Placed, kBodyParts> placed(const BodyShape& shape, const BodyPose& pose);

/// World space (z up, as scenes have it) to stage axes and back: (x, y, z) -> (x, z, -y).
constexpr Vec3 stage_of(Vec3 world) { return {world.x, world.z, -world.y}; }
constexpr Vec3 world_of(Vec3 stage) { return {stage.x, -stage.z, stage.y}; }

}  // namespace posegrad::pose
