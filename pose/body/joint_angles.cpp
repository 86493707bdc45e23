#include "pose/body/joint_angles.h"

#include <cmath>
#include <numbers>
#include <utility>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose {
namespace {

/// From stage axes (x to the left, y up, z forward) to those of biomechanics: the same turn.
Quaternion anatomical(const Quaternion& q) { return {q.w, q.z, q.y, -q.x}; }

/// As the other side would do it: mirrored_turn at the plane of x and y.
Quaternion mirrored_turn(const Quaternion& q) { return {q.w, -q.x, -q.y, q.z}; }

/// What takes the T-pose's arm to where it hangs, stage axes.
Quaternion hanging(bool is_left) {
  return turn_z(is_left ? -std::numbers::pi / 2 : std::numbers::pi / 2);
}

const Quaternion& turn_of(const BodyPose& pose, BodyPart part) {
  return pose.turns[index_of(part)];
}

void add_side(JointTurns::Side& side, const BodyPose& pose, bool is_left) {
  const auto pick = [&](BodyPart left, BodyPart right) {
    return turn_of(pose, is_left ? left : right);
  };
  const auto add = [&](std::vector<Quaternion>& list, const Quaternion& turn) {
    list.push_back(is_left ? mirrored_turn(anatomical(turn)) : anatomical(turn));
  };
  using enum BodyPart;
  add(side.hip, pick(left_thigh, right_thigh));
  add(side.knee, pick(left_shank, right_shank));
  add(side.ankle, pick(left_foot, right_foot));
  // The arm's axes are those of the body when it hangs, h: upper arm to chest R h^-1, forearm to
  // upper arm h R h^-1.
  const Quaternion h = hanging(is_left), back = conjugate(h);
  const Quaternion arm = pick(left_collar, right_collar) * pick(left_upper_arm, right_upper_arm);
  add(side.shoulder, arm * back);
  add(side.elbow, h * pick(left_forearm, right_forearm) * back);
}

void check_body_motion(const BodyMotion& motion, std::string_view user) {
  if (!(motion.fps > 0) || !std::isfinite(motion.fps))
    throw ValueError(
        fmt::format("{}: the body moves at {} frames per second; expected a positive number", user,
                    motion.fps));
  if (motion.frame_numbers.size() != motion.frames.size())
    throw ValueError(fmt::format("{}: {} frame numbers for {} frames", user,
                                 motion.frame_numbers.size(), motion.frames.size()));
}

/// Collects the columns of a table.
class AngleTableMaker {
 public:
  explicit AngleTableMaker(const BodyMotion& motion) {
    table_.fps = motion.fps;
    table_.frame_numbers = motion.frame_numbers;
  }

  /// sign: 1, or -1 where the angle's name means the other way.
  void add(std::string name, std::vector<double> degrees, double sign = 1, bool observed = true) {
    for (double& angle : degrees) angle = 0.0 + sign * angle;  // no -0
    table_.angles.push_back({std::move(name), std::move(degrees), observed});
  }

  TurnAngles angles(const std::vector<Quaternion>& turns, TurnOrder order) const {
    return turn_angles(turns, order, table_.fps);
  }

  AngleTable table() && { return std::move(table_); }

 private:
  AngleTable table_;
};

void add_middle(AngleTableMaker& maker, const JointTurns& turns) {
  TurnAngles pelvis = maker.angles(turns.pelvis, TurnOrder::yxz);
  maker.add("pelvis tilt (forward)", std::move(pelvis.third), -1);
  maker.add("pelvis obliquity (right side down)", std::move(pelvis.second));
  maker.add("pelvis rotation (to the left)", std::move(pelvis.first));
  for (const bool is_head : {false, true}) {
    const std::string part = is_head ? "head" : "trunk";
    TurnAngles angles = maker.angles(is_head ? turns.head : turns.trunk, TurnOrder::zxy);
    maker.add(part + " flexion", std::move(angles.first), -1);
    maker.add(part + " bending (to the right)", std::move(angles.second));
    maker.add(part + " rotation (to the left)", std::move(angles.third), 1, !is_head);
  }
}

/// Both sides of a joint under names that follow "left " and "right ".
template <class Add>
void add_both(AngleTableMaker& maker, const JointTurns& turns,
              std::vector<Quaternion> JointTurns::Side::*joint, TurnOrder order, const Add& add) {
  TurnAngles left = maker.angles(turns.left.*joint, order);
  TurnAngles right = maker.angles(turns.right.*joint, order);
  add([&](std::string_view name, std::vector<double> TurnAngles::*angle, double sign = 1,
          bool observed = true) {
    maker.add(fmt::format("left {}", name), std::move(left.*angle), sign, observed);
    maker.add(fmt::format("right {}", name), std::move(right.*angle), sign, observed);
  });
}

}  // namespace

void check_angles(const AngleTable& table, std::string_view user) {
  if (!(table.fps > 0) || !std::isfinite(table.fps))
    throw ValueError(fmt::format(
        "{}: the angles have {} frames per second; expected a positive number", user, table.fps));
  for (const AngleTable::Angle& angle : table.angles)
    if (angle.degrees.size() != table.frame_numbers.size())
      throw ValueError(fmt::format("{}: the angle '{}' has {} numbers for {} frames", user,
                                   angle.name, angle.degrees.size(), table.frame_numbers.size()));
}

JointTurns joint_turns(const BodyMotion& motion, std::string_view user) {
  check_body_motion(motion, user);
  JointTurns turns;
  for (const BodyPose& pose : motion.frames) {
    turns.pelvis.push_back(anatomical(turn_of(pose, BodyPart::hips)));
    turns.trunk.push_back(
        anatomical(turn_of(pose, BodyPart::spine) * turn_of(pose, BodyPart::chest)));
    turns.head.push_back(anatomical(turn_of(pose, BodyPart::neck) * turn_of(pose, BodyPart::head)));
    add_side(turns.left, pose, true);
    add_side(turns.right, pose, false);
  }
  return turns;
}

AngleTable joint_angles(const BodyMotion& motion) {
  const JointTurns turns = joint_turns(motion, "joint_angles");
  AngleTableMaker maker(motion);
  using Side = JointTurns::Side;
  constexpr auto first = &TurnAngles::first, second = &TurnAngles::second,
                 third = &TurnAngles::third;
  add_middle(maker, turns);
  add_both(maker, turns, &Side::hip, TurnOrder::zxy, [&](const auto& add) {
    add("hip flexion", first);
    add("hip adduction", second);
    add("hip internal rotation", third);
  });
  add_both(maker, turns, &Side::knee, TurnOrder::zxy,
           [&](const auto& add) { add("knee flexion", first, -1); });
  add_both(maker, turns, &Side::ankle, TurnOrder::zxy,
           [&](const auto& add) { add("ankle dorsiflexion", first, 1, false); });
  add_both(maker, turns, &Side::shoulder, TurnOrder::zxy, [&](const auto& add) {
    add("shoulder flexion", first);
    add("shoulder abduction", second, -1);
    add("shoulder internal rotation", third);
  });
  add_both(maker, turns, &Side::shoulder, TurnOrder::yxy, [&](const auto& add) {
    add("shoulder plane of elevation", first);
    add("shoulder elevation", second);
    add("shoulder axial rotation", third);
  });
  add_both(maker, turns, &Side::elbow, TurnOrder::zxy,
           [&](const auto& add) { add("elbow flexion", first); });
  return std::move(maker).table();
}

}  // namespace posegrad::pose
