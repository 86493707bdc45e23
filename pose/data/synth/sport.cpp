#include <cmath>
#include <utility>

#include "pose/data/synth/motion.h"
#include "pose/data/synth/pose_track.h"

// Quick motions: throwing, jumping, boxing, kicking.

namespace posegrad::pose::synth {
namespace {

Motion from(Choreography&& scene) {
  return [track = std::move(scene.track)](double time) { return track.at(time); };
}

/// Puts the feet one before the other, the front foot on `front`'s side.
void stagger(BodyPose& pose, Side front, double half_length, double half_width, double back_turn) {
  pose.foot[front] = {.x = sign_of(front) * half_width, .y = half_length, .yaw = 0};
  pose.foot[other(front)] = {
      .x = -sign_of(front) * half_width, .y = -half_length, .yaw = sign_of(front) * back_turn};
}

}  // namespace

Motion throwing(const BodyShape& shape, Random& random, double seconds) {
  Choreography scene(standing_pose(shape));
  BodyPose& pose = scene.pose;
  const Side hand = random.chance(0.75) ? kRight : kLeft, front = other(hand);
  const double s = sign_of(hand);  // + turns are to the left: towards the target for a right hand
  const double power = random.uniform(0.8, 1.15),
               stride = random.uniform(0.38, 0.55) * shape.leg() / 0.85;
  const BodyPose rest = pose;
  scene.go(random.uniform(0.2, 0.5));
  while (scene.now < seconds) {
    // Wind up: weight on the rear foot, chest turned away, the throwing arm cocked, the other one
    // aims.
    pose.heading = -s * degrees(28) * power;
    pose.twist = -s * degrees(30) * power;
    pose.look = s * degrees(46) * power;
    pose.x = 0.6 * rest.foot[hand].x;
    pose.y = rest.y - 0.03;
    pose.bend = degrees(-4);
    pose.side = s * degrees(7);
    pose.arm[hand] = {
        .flex = degrees(-12), .abduct = degrees(88), .twist = degrees(-48), .elbow = degrees(98)};
    pose.arm[front] = {
        .flex = degrees(52), .abduct = degrees(32), .twist = degrees(10), .elbow = degrees(30)};
    pose.foot[front].lift = 0.10;
    pose.foot[front].y += 0.1;
    pose.foot[front].pitch = degrees(12);
    pose.foot[hand].yaw = rest.foot[hand].yaw - s * degrees(35);
    scene.go(0.62 / power);
    // Stride: the foot lands and the hips open before the chest follows.
    pose.foot[front] = {.x = rest.foot[front].x, .y = stride, .yaw = -s * degrees(8)};
    pose.y = 0.48 * stride;
    pose.x = 0;
    pose.heading = s * degrees(2);
    pose.height = 0.955 * shape.standing();
    pose.foot[hand].pitch = degrees(12);
    pose.arm[hand].abduct = degrees(94);
    pose.arm[hand].twist = degrees(-66);
    scene.go(0.30 / power);
    // Release: the chest turns through, the arm comes over.
    pose.heading = s * degrees(14);
    pose.twist = s * degrees(14);
    pose.look = -s * degrees(22);
    pose.bend = degrees(14);
    pose.y = 0.66 * stride;
    pose.foot[hand].pitch = degrees(32);
    pose.arm[hand] = {
        .flex = degrees(62), .abduct = degrees(64), .twist = degrees(-16), .elbow = degrees(32)};
    pose.arm[front] = {
        .flex = degrees(8), .abduct = degrees(22), .twist = degrees(20), .elbow = degrees(68)};
    scene.go(0.19 / power);
    // Follow through across the body.
    pose.heading = s * degrees(24);
    pose.twist = s * degrees(26) * power;
    pose.bend = degrees(30) * power;
    pose.tilt = degrees(12);
    pose.look = -s * degrees(36);
    pose.nod = degrees(-14);
    pose.y = 0.76 * stride;
    pose.height = 0.94 * shape.standing();
    pose.foot[hand].pitch = degrees(44);
    pose.arm[hand] = {
        .flex = degrees(48), .abduct = degrees(-14), .twist = degrees(30), .elbow = degrees(24)};
    pose.arm[front].flex = degrees(-18);
    scene.go(0.28 / power);
    // Step back to where it began.
    pose = rest;
    pose.foot[front] = {.x = rest.foot[front].x, .y = stride, .yaw = -s * degrees(8)};
    pose.y = 0.45 * stride;
    scene.go(0.5);
    scene.step(front, rest.foot[front].x, rest.foot[front].y, rest.foot[front].yaw, 0.5, 0.06);
    scene.go(random.uniform(0.1, 0.5));
  }
  return from(std::move(scene));
}

Motion jumping(const BodyShape& shape, Random& random, double seconds) {
  constexpr double kGravity = 9.81;
  Choreography scene(standing_pose(shape));
  BodyPose& pose = scene.pose;
  const BodyPose rest = pose;
  const double height = random.uniform(0.13, 0.28), half_flight = std::sqrt(2 * height / kGravity);
  const double raise = random.uniform(60, 135), toe_push = degrees(48);
  scene.go(random.uniform(0.2, 0.5));
  while (scene.now < seconds) {
    // Crouch, arms back.
    pose.height = random.uniform(0.70, 0.78) * shape.standing();
    pose.y = rest.y - 0.09;
    pose.tilt = degrees(24);
    pose.bend = degrees(22);
    pose.nod = degrees(-14);
    pose.arm = {
        ArmPose{
            .flex = degrees(-42), .abduct = degrees(14), .twist = degrees(0), .elbow = degrees(22)},
        ArmPose{.flex = degrees(-42),
                .abduct = degrees(14),
                .twist = degrees(0),
                .elbow = degrees(22)}};
    scene.go(random.uniform(0.5, 0.65));
    // Take off from the balls of the feet, arms up.
    const double push =
        shape.ball * std::sin(toe_push) - shape.ankle_height * (1 - std::cos(toe_push));
    const double take_off = 0.975 * shape.leg() + shape.ankle_height + push;
    pose.height = take_off;
    pose.y = rest.y + 0.05;
    pose.tilt = pose.bend = degrees(2);
    pose.nod = degrees(-6);
    for (ArmPose& arm : pose.arm)
      arm = {.flex = degrees(0.7 * raise),
             .abduct = degrees(16),
             .twist = degrees(0),
             .elbow = degrees(26)};
    for (FootPose& foot : pose.foot) foot.pitch = toe_push;
    scene.go(0.26);
    // Flight: a parabola for hips and feet; four keys hold the curve to it.
    for (const double u : {-0.5, 0.0, 0.5, 1.0}) {
      const double rise = height * (1 - u * u), tuck = 0.05 * (1 - u * u);
      pose.height = take_off + rise - 0.05 * (1 + u) / 2;
      for (FootPose& foot : pose.foot) {
        foot.lift = rise + tuck;
        foot.pitch = toe_push - degrees(18) * (1 + u) / 2;
      }
      for (ArmPose& arm : pose.arm) arm.flex = degrees(raise);
      scene.go(0.5 * half_flight);
    }
    // Land softly and come up.
    for (FootPose& foot : pose.foot) foot.lift = 0, foot.pitch = 0;
    pose.height = random.uniform(0.74, 0.82) * shape.standing();
    pose.y = rest.y - 0.07;
    pose.tilt = degrees(22);
    pose.bend = degrees(20);
    for (ArmPose& arm : pose.arm)
      arm = {
          .flex = degrees(34), .abduct = degrees(24), .twist = degrees(10), .elbow = degrees(34)};
    scene.go(0.24);
    pose = rest;
    scene.go(random.uniform(0.6, 0.75));
    scene.go(random.uniform(0.1, 0.5));
  }
  return from(std::move(scene));
}

Motion boxing(const BodyShape& shape, Random& random, double seconds) {
  const Side lead = random.chance(0.7) ? kLeft : kRight;
  const double s = sign_of(other(lead));
  BodyPose guard = standing_pose(shape);
  stagger(guard, lead, 0.17 * shape.leg() / 0.85, 0.13, degrees(38));
  guard.heading = -s * degrees(24);
  guard.y = 0;
  guard.height = random.uniform(0.93, 0.96) * shape.standing();
  guard.tilt = degrees(6);
  guard.bend = degrees(14);
  guard.look = s * degrees(24);
  guard.nod = degrees(8);
  guard.foot[other(lead)].pitch = degrees(14);
  guard.arm[lead] = {
      .flex = degrees(48), .abduct = degrees(10), .twist = degrees(14), .elbow = degrees(112)};
  guard.arm[other(lead)] = {
      .flex = degrees(30), .abduct = degrees(12), .twist = degrees(12), .elbow = degrees(130)};
  Choreography scene(guard);
  BodyPose& pose = scene.pose;
  const double quick = random.uniform(0.85, 1.15);
  while (scene.now < seconds) {
    scene.go(random.uniform(0.12, 0.5));
    const int blows = 1 + static_cast<int>(random.uniform(0, 3));
    for (int i = 0; i < blows; ++i) {
      const Side fist = i % 2 == 0 ? lead : other(lead);
      const double turn = sign_of(fist);  // the chest turns this side forward
      const bool far = fist != lead;
      pose = guard;
      pose.heading += turn * degrees(far ? 20 : 4);
      pose.twist = turn * degrees(far ? 26 : 18);
      pose.look -= turn * degrees(far ? 44 : 20);
      pose.y += far ? 0.07 : 0.04;
      pose.height -= 0.015;
      pose.foot[other(lead)].pitch = degrees(far ? 34 : 16);
      pose.arm[fist] = {.flex = degrees(random.uniform(84, 96)),
                        .abduct = degrees(far ? 0 : 4),
                        .twist = degrees(20),
                        .elbow = degrees(12)};
      scene.go(0.19 / quick);
      pose = guard;
      pose.x += random.uniform(-0.02, 0.02);
      pose.height += random.uniform(-0.02, 0.01);
      scene.go(0.26 / quick);
    }
  }
  return from(std::move(scene));
}

Motion kicking(const BodyShape& shape, Random& random, double seconds) {
  Choreography scene(standing_pose(shape));
  BodyPose& pose = scene.pose;
  const Side kick = random.chance(0.7) ? kRight : kLeft, stand = other(kick);
  const double s = sign_of(kick);
  const BodyPose rest = pose;
  // The leg ends nearly straight, this far from the vertical.
  const double angle = degrees(random.uniform(46, 72)), extended = 0.97 * shape.leg();
  const double reach = 0.04 + extended * std::sin(angle);
  const double high = 0.97 * shape.standing() - extended * std::cos(angle) - shape.ankle_height;
  scene.go(random.uniform(0.2, 0.5));
  while (scene.now < seconds) {
    // Weight over the standing leg, the other swings back with a bent knee, opposite arm forward.
    pose.x = 0.75 * rest.foot[stand].x;
    pose.heading = -s * degrees(10);
    pose.height = 0.98 * shape.standing();
    pose.tilt = degrees(10);
    pose.twist = s * degrees(12);
    pose.foot[kick] = {.x = rest.foot[kick].x + s * 0.03,
                       .y = -0.36,
                       .yaw = rest.foot[kick].yaw,
                       .lift = 0.26,
                       .pitch = degrees(62)};
    pose.arm[stand] = {
        .flex = degrees(46), .abduct = degrees(34), .twist = degrees(10), .elbow = degrees(24)};
    pose.arm[kick] = {
        .flex = degrees(-28), .abduct = degrees(30), .twist = degrees(10), .elbow = degrees(20)};
    pose.nod = degrees(14);
    scene.go(0.55);
    // Through the ball.
    pose.foot[kick] = {.x = rest.foot[kick].x - s * 0.02,
                       .y = 0.24,
                       .yaw = rest.foot[kick].yaw,
                       .lift = 0.06,
                       .pitch = degrees(20)};
    pose.tilt = degrees(-2);
    pose.heading = s * degrees(4);
    scene.go(0.17);
    pose.foot[kick].y = reach;
    pose.foot[kick].x = rest.foot[stand].x * 0.2;
    pose.foot[kick].lift = high;
    pose.foot[kick].pitch = degrees(4);
    pose.y = 0.04;
    pose.height = 0.97 * shape.standing();
    pose.heading = s * degrees(14);
    pose.tilt = degrees(-12);
    pose.bend = degrees(18);
    pose.twist = -s * degrees(14);
    pose.arm[stand] = {
        .flex = degrees(-20), .abduct = degrees(42), .twist = degrees(10), .elbow = degrees(22)};
    pose.arm[kick] = {
        .flex = degrees(28), .abduct = degrees(34), .twist = degrees(10), .elbow = degrees(26)};
    scene.go(0.2);
    // Let it fall back to its place.
    pose.foot[kick] = {.x = rest.foot[kick].x,
                       .y = 0.25,
                       .yaw = rest.foot[kick].yaw,
                       .lift = 0.16,
                       .pitch = degrees(10)};
    pose.tilt = degrees(0);
    pose.heading = 0;
    pose.twist = 0;
    scene.go(0.3);
    pose = rest;
    scene.go(0.4);
    scene.go(random.uniform(0.15, 0.6));
  }
  return from(std::move(scene));
}

}  // namespace posegrad::pose::synth
