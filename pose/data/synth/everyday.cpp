#include <algorithm>
#include <cmath>
#include <utility>

#include "pose/data/synth/motion.h"
#include "pose/data/synth/pose_track.h"

// Motions of every day that stay on one spot: sitting down, squatting, waving, turning, picking
// something up.

namespace posegrad::pose::synth {
namespace {

Motion from(Choreography&& scene) {
  return [track = std::move(scene.track)](double time) { return track.at(time); };
}

void set_arms(BodyPose& pose, const ArmPose& arm) { pose.arm = {arm, arm}; }

/// Hands on the thighs of a sitting person.
ArmPose arm_on_thigh(Random& random) {
  return {.flex = degrees(random.uniform(14, 24)),
          .abduct = degrees(random.uniform(6, 14)),
          .twist = degrees(random.uniform(12, 28)),
          .elbow = degrees(random.uniform(36, 52))};
}

}  // namespace

Motion sitting_down(const BodyShape& shape, Random& random, double seconds) {
  Choreography scene(standing_pose(shape));
  BodyPose& pose = scene.pose;
  const BodyPose upright = pose;
  const double seat = random.uniform(0.50, 0.56) + 0.15 * (shape.shin - 0.42),
               slouch = random.uniform(4, 22);
  scene.go(random.uniform(0.3, 0.8));
  while (scene.now < seconds) {
    const double pace = random.uniform(0.85, 1.25);
    // Down: the trunk leans forward so that the weight stays over the feet while the hips go back.
    pose.tilt = degrees(28);
    pose.bend = degrees(20);
    pose.nod = degrees(12);
    pose.y = upright.y - 0.62 * shape.thigh;
    pose.height = 0.45 * seat + 0.55 * shape.standing();
    set_arms(
        pose,
        {.flex = degrees(34), .abduct = degrees(12), .twist = degrees(8), .elbow = degrees(28)});
    scene.go(0.75 * pace);
    pose.y = upright.y - 0.93 * shape.thigh;
    pose.height = seat;
    pose.tilt = degrees(12);
    pose.bend = degrees(18);
    scene.go(0.45 * pace);
    pose.tilt = degrees(-6);
    pose.bend = degrees(slouch);
    pose.nod = degrees(6);
    pose.arm = {arm_on_thigh(random), arm_on_thigh(random)};
    pose.knee_out = {degrees(random.uniform(2, 12)), degrees(random.uniform(2, 12))};
    scene.go(0.6 * pace);
    for (int i = 0; i < 2; ++i) {
      pose.look = degrees(random.uniform(-40, 40));
      pose.side = degrees(random.uniform(-8, 8));
      pose.twist = degrees(random.uniform(-12, 12));
      pose.arm[random.chance(0.5) ? kRight : kLeft] = arm_on_thigh(random);
      scene.go(random.uniform(0.7, 1.2));
    }
    // Up.
    pose.tilt = degrees(30);
    pose.bend = degrees(24);
    pose.look = pose.side = pose.twist = 0;
    pose.nod = degrees(8);
    set_arms(
        pose,
        {.flex = degrees(30), .abduct = degrees(10), .twist = degrees(8), .elbow = degrees(48)});
    scene.go(0.5 * pace);
    pose.y = upright.y - 0.5 * shape.thigh;
    pose.height = 0.5 * seat + 0.5 * shape.standing();
    scene.go(0.4 * pace);
    pose = upright;
    scene.go(0.7 * pace);
    scene.go(random.uniform(0.3, 0.8));
  }
  return from(std::move(scene));
}

Motion squatting(const BodyShape& shape, Random& random, double seconds) {
  BodyPose upright = standing_pose(shape);
  for (const Side side : {kRight, kLeft}) {
    upright.foot[side].x *= random.uniform(1.2, 1.5);
    upright.foot[side].yaw = -sign_of(side) * degrees(random.uniform(12, 24));
  }
  Choreography scene(upright);
  BodyPose& pose = scene.pose;
  const bool reaches = random.chance(0.6);
  const double depth = random.uniform(0.40, 0.56), pace = random.uniform(0.8, 1.2);
  scene.go(random.uniform(0.2, 0.6));
  while (scene.now < seconds) {
    const double deep = depth * random.uniform(0.95, 1.1);
    pose.height = deep * shape.standing();
    pose.y = upright.y - (1 - deep) * 0.32 * shape.standing();
    pose.tilt = degrees(27);
    pose.bend = degrees(18);
    pose.nod = degrees(-14);
    pose.knee_out = {degrees(14), degrees(14)};
    set_arms(pose, reaches ? ArmPose{.flex = degrees(130),
                                     .abduct = degrees(6),
                                     .twist = degrees(5),
                                     .elbow = degrees(9)}
                           : ArmPose{.flex = degrees(58),
                                     .abduct = degrees(14),
                                     .twist = degrees(50),
                                     .elbow = degrees(105)});
    scene.go(1.0 * pace);
    scene.go(random.uniform(0.1, 0.3));
    pose = upright;
    scene.go(0.9 * pace);
    scene.go(random.uniform(0.15, 0.35));
  }
  return from(std::move(scene));
}

Motion waving(const BodyShape& shape, Random& random, double seconds) {
  Choreography scene(standing_pose(shape));
  BodyPose& pose = scene.pose;
  const BodyPose rest = pose;
  const Side hand = random.chance(0.65) ? kRight : kLeft;
  const double away = -sign_of(hand);  // to the side without the waving hand
  const double height = random.uniform(58, 105), fold = random.uniform(62, 92),
               beat = random.uniform(0.24, 0.34);
  scene.go(random.uniform(0.3, 0.7));
  while (scene.now < seconds) {
    pose.arm[hand] = {.flex = degrees(12),
                      .abduct = degrees(height),
                      .twist = degrees(-74),
                      .elbow = degrees(fold)};
    pose.x = rest.x + away * 0.035;
    pose.side = degrees(3) * away;
    pose.look = degrees(random.uniform(-14, 14));
    pose.nod = degrees(-3);
    scene.go(random.uniform(0.5, 0.7));
    const int beats = 5 + static_cast<int>(random.uniform(0, 5));
    for (int i = 0; i < beats; ++i) {
      const double swing = (i % 2 == 0 ? 1 : -1) * random.uniform(0.75, 1.1);
      pose.arm[hand].twist = degrees(-68 + 17 * swing);
      pose.arm[hand].elbow = degrees(fold + 15 * swing);
      pose.arm[hand].abduct = degrees(height - 5 * swing);
      scene.go(beat);
    }
    pose = rest;
    pose.look = degrees(random.uniform(-20, 20));
    pose.x = rest.x - away * 0.02;
    scene.go(random.uniform(0.6, 0.8));
    scene.go(random.uniform(0.2, 0.6));
  }
  return from(std::move(scene));
}

Motion turning(const BodyShape& shape, Random& random, double seconds) {
  Choreography scene(standing_pose(shape));
  BodyPose& pose = scene.pose;
  const BodyPose rest = pose;
  const double pace = random.uniform(0.36, 0.5);
  scene.go(random.uniform(0.2, 0.5));
  while (scene.now < seconds) {
    const double way = random.sign();
    double left = degrees(random.uniform(70, 200));
    // The foot on the inner side opens the turn, the other follows; head and chest are ahead of the
    // hips.
    const Side inner = way > 0 ? kLeft : kRight;
    while (left > degrees(5)) {
      const double part = std::min(left, degrees(random.uniform(42, 58)));
      left -= part;
      for (const Side side : {inner, other(inner)}) {
        pose.heading += way * part / 2;
        const double facing = pose.heading + (side == inner ? way * part / 2 : 0.0);
        const FootPose home = rest.foot[side];
        pose.twist = way * std::min(left + degrees(8), degrees(20));
        pose.look = way * std::min(left + degrees(10), degrees(40));
        pose.list = way * degrees(-2);
        const double swing = degrees(side == inner ? 10 : -6);
        pose.arm[kRight].flex = rest.arm[kRight].flex + way * swing;
        pose.arm[kLeft].flex = rest.arm[kLeft].flex - way * swing;
        for (ArmPose& arm : pose.arm) arm.abduct = degrees(13), arm.elbow = degrees(24);
        scene.step(side, home.x * std::cos(facing) - home.y * std::sin(facing),
                   home.x * std::sin(facing) + home.y * std::cos(facing), facing + home.yaw, pace);
      }
    }
    pose.twist = pose.look = pose.list = 0;
    pose.arm = rest.arm;
    scene.go(0.4);
    scene.go(random.uniform(0.1, 0.6));
  }
  return from(std::move(scene));
}

Motion picking_up(const BodyShape& shape, Random& random, double seconds) {
  const Side hand = random.chance(0.65) ? kRight : kLeft;
  const double s = sign_of(hand);
  BodyPose rest = standing_pose(shape);
  rest.foot[other(hand)].y += 0.12;
  rest.foot[hand].y -= 0.12;
  Choreography scene(rest);
  BodyPose& pose = scene.pose;
  const bool both = random.chance(0.4);
  const double knees = random.uniform(0.58, 0.78), pace = random.uniform(0.85, 1.2);
  bool carries = false;
  scene.go(random.uniform(0.2, 0.6));
  while (scene.now < seconds) {
    // Down: hips back and low, trunk over, the arm hangs in front of the feet.
    const double trunk = 94 + 60 * (knees - 0.68);
    pose = rest;
    pose.height = knees * shape.standing();
    pose.y = rest.y - 0.13 - 0.1 * (0.78 - knees);
    pose.tilt = degrees(0.55 * trunk);
    pose.bend = degrees(0.45 * trunk);
    pose.twist = both ? 0 : degrees(14) * s;
    pose.nod = degrees(-22);
    const ArmPose reach{.flex = degrees(trunk + 8),
                        .abduct = degrees(2),
                        .twist = degrees(6),
                        .elbow = degrees(10)};
    pose.arm[hand] = reach;
    pose.arm[other(hand)] = both ? reach
                                 : ArmPose{.flex = degrees(58),
                                           .abduct = degrees(20),
                                           .twist = degrees(25),
                                           .elbow = degrees(38)};
    scene.go(1.0 * pace);
    scene.go(random.uniform(0.15, 0.3));
    carries = !carries;
    // Up, with or without something in the hands.
    pose = rest;
    if (carries) {
      const ArmPose hold{.flex = degrees(22),
                         .abduct = degrees(8),
                         .twist = degrees(18),
                         .elbow = degrees(random.uniform(78, 98))};
      pose.arm[hand] = hold;
      if (both) pose.arm[other(hand)] = hold;
      pose.nod = degrees(22);
      pose.bend = degrees(-2);
    }
    scene.go(0.95 * pace);
    pose.look = degrees(random.uniform(-25, 25));
    pose.twist = degrees(random.uniform(-15, 15));
    scene.go(random.uniform(0.4, 0.8));
  }
  return from(std::move(scene));
}

}  // namespace posegrad::pose::synth
