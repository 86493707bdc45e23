#include "pose/body/first_guess.h"

#include <cmath>
#include <numbers>

#include "pose/body/turns.h"

namespace posegrad::pose {
namespace {

using enum BodyPoint;

constexpr double kStraight = 0.12;  // sine of a bend that says nothing of the joint's axis
constexpr double kMemory = 0.3, kDefault = 0.05;  // against the sine of a bend

/// Of `primary` the direction, of `secondary` what is across it; where there is none, of the
/// fallbacks.
struct Axes {
  Vec3 primary, secondary;
};
Axes axes(Vec3 primary, Vec3 secondary, Vec3 primary_else, Vec3 secondary_else) {
  Axes result;
  result.primary = length(primary) > 1e-9 ? unit(primary) : primary_else;
  for (const Vec3 candidate : {secondary, secondary_else, primary_else}) {
    const Vec3 side = across(candidate, result.primary);
    if (length(side) < 1e-6 * (1 + length(candidate))) continue;
    result.secondary = unit(side);
    return result;
  }
  result.secondary = unit(across({0.6, 0.48, 0.64}, result.primary));
  return result;
}

/// An arm or a leg: two parts, the second on a hinge.
struct Limb {
  BodyPoint root, hinge, end;
  BodyPart upper, lower;
  Vec3 along;  // at rest, unit
  Vec3 axis;   // that bends it, at rest: along x (along after a bend) points there
};

constexpr std::array<Limb, 4> kLimbs{{
    {left_shoulder,
     left_elbow,
     left_wrist,
     BodyPart::left_upper_arm,
     BodyPart::left_forearm,
     {1, 0, 0},
     {0, -1, 0}},
    {right_shoulder,
     right_elbow,
     right_wrist,
     BodyPart::right_upper_arm,
     BodyPart::right_forearm,
     {-1, 0, 0},
     {0, 1, 0}},
    {left_hip,
     left_knee,
     left_ankle,
     BodyPart::left_thigh,
     BodyPart::left_shank,
     {0, -1, 0},
     {1, 0, 0}},
    {right_hip,
     right_knee,
     right_ankle,
     BodyPart::right_thigh,
     BodyPart::right_shank,
     {0, -1, 0},
     {1, 0, 0}},
}};

/// What is known of a limb's axis so far.
struct Memory {
  Vec3 along, axis;
  bool known = false;
};

Quaternion& turn_of(BodyPose& pose, BodyPart part) { return pose.turns[index_of(part)]; }

/// `parent`: global turn of what the limb is on.
void guess_limb(BodyPose& pose, const BodyFrame& frame, const Limb& limb, const Quaternion& parent,
                Memory& memory) {
  const Vec3 upper = frame[limb.hinge] - frame[limb.root],
             lower = frame[limb.end] - frame[limb.hinge];
  const Quaternion rest = parent * resting_turn(limb.upper);
  const Axes ways = axes(upper, lower, rotate(rest, limb.along), rotate(rest, limb.axis));
  const Vec3 along = ways.primary;
  const Vec3 by_default = rotate(turn_between(rotate(rest, limb.along), along) * rest, limb.axis);
  const Vec3 bend = length(lower) > 1e-9 ? cross(along, unit(lower)) : Vec3{};
  const double sine = length(bend);
  Vec3 axis = kDefault * by_default;
  if (memory.known) axis = axis + kMemory * rotate(turn_between(memory.along, along), memory.axis);
  // Beyond straight by a little it is an error of the poses, not a knee that bends forwards.
  const bool backwards = dot(bend, axis) < 0;
  if (sine > kStraight && !(backwards && sine < 3 * kStraight)) axis = axis + bend;
  axis = axes(along, axis, along, by_default).secondary;
  memory = {along, axis, true};

  const Quaternion at_rest = turn_of_axes(limb.along, limb.axis, cross(limb.along, limb.axis));
  const Quaternion global = turn_of_axes(along, axis, cross(along, axis)) * conjugate(at_rest);
  turn_of(pose, limb.upper) = conjugate(parent) * global;
  const double angle =
      std::atan2(dot(bend, axis), length(lower) > 1e-9 ? dot(along, unit(lower)) : 1);
  turn_of(pose, limb.lower) = turn_about(angle * limb.axis);
}

Quaternion guess_trunk(BodyPose& pose, const BodyFrame& frame, bool has_spine,
                       const BodyPose& before) {
  pose.position = frame[pelvis];
  const Vec3 lower_end = has_spine ? frame[spine] : frame[thorax];
  const Quaternion hips_before = before.turns[0];
  const Axes hips = axes(frame[left_hip] - frame[right_hip], lower_end - frame[pelvis],
                         rotate(hips_before, {1, 0, 0}), rotate(hips_before, {0, 1, 0}));
  turn_of(pose, BodyPart::hips) =
      turn_of_axes(hips.primary, hips.secondary, cross(hips.primary, hips.secondary));
  const Vec3 upper_start = has_spine ? frame[spine] : frame[pelvis];
  const Axes trunk = axes(frame[thorax] - upper_start, frame[left_shoulder] - frame[right_shoulder],
                          hips.secondary, hips.primary);
  const Quaternion global =
      turn_of_axes(trunk.secondary, trunk.primary, cross(trunk.secondary, trunk.primary));
  turn_of(pose, BodyPart::spine) = conjugate(pose.turns[0]) * global;
  return global;
}

void guess_head(BodyPose& pose, const BodyFrame& frame, bool has_face, const Quaternion& chest) {
  const Vec3 forward = rotate(chest, {0, 0, 1}), up = rotate(chest, {0, 1, 0});
  const Axes ways = axes(frame[head] - frame[thorax],
                         has_face ? frame[face] - frame[thorax] : forward, up, forward);
  const Quaternion global =
      turn_of_axes(cross(ways.primary, ways.secondary), ways.primary, ways.secondary);
  const Quaternion half = part_of(conjugate(chest) * global, 0.5);
  turn_of(pose, BodyPart::neck) = half;
  turn_of(pose, BodyPart::head) = half;
}

}  // namespace

Quaternion resting_turn(BodyPart part) {
  constexpr double kHalf = std::numbers::pi / 4;
  switch (part) {
    case BodyPart::left_upper_arm:
      return turn_between({1, 0, 0}, {0.5, -1, 1});
    case BodyPart::right_upper_arm:
      return turn_between({-1, 0, 0}, {-0.5, -1, 1});
    case BodyPart::left_thigh:
    case BodyPart::right_thigh:
      return turn_x(-kHalf);
    default:
      return {};
  }
}

std::vector<BodyPose> first_guess(std::span<const BodyFrame> frames, const SizedBody& body) {
  bool has_spine = false, has_face = false;
  for (const BodyMarker& marker : body.markers) {
    has_spine |= marker.point == spine;
    has_face |= marker.point == face;
  }
  std::vector<BodyPose> poses(frames.size());
  std::array<Memory, kLimbs.size()> memories;
  for (std::size_t t = 0; t < frames.size(); ++t) {
    BodyPose& pose = poses[t];
    const BodyFrame& frame = frames[t];
    const Quaternion chest = guess_trunk(pose, frame, has_spine, t > 0 ? poses[t - 1] : BodyPose{});
    guess_head(pose, frame, has_face, chest);
    for (const auto& [collar, arm, shoulder] :
         {std::tuple{BodyPart::left_collar, BodyPart::left_upper_arm, left_shoulder},
          {BodyPart::right_collar, BodyPart::right_upper_arm, right_shoulder}}) {
      const Vec3 found = rotate(conjugate(chest), frame[shoulder] - frame[thorax]);
      if (length(found) > 1e-9)
        turn_of(pose, collar) = turn_between(body.shape.offsets[index_of(arm)], found);
    }
    for (std::size_t i = 0; i < kLimbs.size(); ++i) {
      const Limb& limb = kLimbs[i];
      const auto on = static_cast<std::size_t>(kBodyParents[index_of(limb.upper)]);
      const Quaternion parent = i < 2 ? chest * pose.turns[on] : pose.turns[0];
      guess_limb(pose, frame, limb, parent, memories[i]);
    }
  }
  return poses;
}

}  // namespace posegrad::pose
