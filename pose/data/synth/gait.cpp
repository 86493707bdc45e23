#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "pose/data/synth/motion.h"
#include "pose/data/synth/path.h"

namespace posegrad::pose::synth {
namespace {

constexpr double kTau = 2 * std::numbers::pi;

/// A periodic curve through (phase, value) points, phases ascending in [0, 1): Catmull-Rom with
/// uneven knots.
class Cycle {
 public:
  Cycle(std::initializer_list<std::pair<double, double>> points) : points_(points) {}

  double operator()(double phase) const {
    const auto n = static_cast<int>(points_.size());
    const double u = phase - std::floor(phase);
    int k = n - 1;  // the last point at or before u; before the first one it is the last of the
                    // cycle before
    for (int i = 0; i < n && points_[static_cast<std::size_t>(i)].first <= u; ++i) k = i;
    if (u < points_[0].first) k = -1;
    const auto [t0, v0] = at(k - 1);
    const auto [t1, v1] = at(k);
    const auto [t2, v2] = at(k + 1);
    const auto [t3, v3] = at(k + 2);
    const double span = t2 - t1, s = (u - t1) / span;
    const double m1 = span * (v2 - v0) / (t2 - t0), m2 = span * (v3 - v1) / (t3 - t1);
    const double rise = v2 - v1;
    return v1 + s * (m1 + s * (3 * rise - 2 * m1 - m2 + s * (m1 + m2 - 2 * rise)));
  }

 private:
  std::pair<double, double> at(int k) const {
    const auto n = static_cast<int>(points_.size());
    const int lap = k < 0 ? -1 : k / n;
    const auto [t, v] = points_[static_cast<std::size_t>(k - lap * n)];
    return {t + lap, v};
  }
  std::vector<std::pair<double, double>> points_;
};

/// A steady way of going. Phase 0 of a leg is when its foot comes down.
struct Gait {
  double speed, period;    // m/s; seconds from a foot's landing to its next
  double stance;           // part of the period that a foot is on the floor
  double step_half_width;  // ankle to the middle of the track
  double toe_out;
  Cycle pitch, lift;  // of the foot, over its phase
  double crouch, bob,
      bob_phase;  // of the hips, metres: lower than upright; up and down twice a period
  double margin;  // that keeps the knees from locking
  double sway, hip_turn, hip_drop, chest_turn;
  double lean;  // of the trunk, forward
  double arm_swing, arm_mean, arm_abduct, arm_twist, elbow, elbow_swing;
};

/// Place of a foot at a time: planted, or on its way to the next plant.
FootPose foot_at(const Gait& gait, const Path& path, double start, Side side, double phase) {
  const auto plant = [&](double cycle) {
    // Half-way through its stance a foot is a little behind the hips: it lands near and leaves far,
    // on its ball.
    const double when = (cycle + gait.stance / 2 - (side == kLeft ? 0.5 : 0)) * gait.period;
    const Path::Place place = path.at(start + gait.speed * (when - 0.03));
    const double across = sign_of(side) * gait.step_half_width;
    return FootPose{place.x + across * std::cos(place.heading),
                    place.y + across * std::sin(place.heading),
                    place.heading - sign_of(side) * gait.toe_out, 0, 0};
  };
  const double cycle = std::floor(phase), u = phase - cycle;
  FootPose foot = plant(cycle);
  if (u > gait.stance) {
    const FootPose next = plant(cycle + 1);
    const double s = (u - gait.stance) / (1 - gait.stance), part = s * s * (3 - 2 * s);
    foot.x += part * (next.x - foot.x);
    foot.y += part * (next.y - foot.y);
    foot.yaw += part * (next.yaw - foot.yaw);
  }
  foot.pitch = gait.pitch(u);
  foot.lift = std::max(gait.lift(u), 0.0);
  return foot;
}

void swing_arm(const Gait& gait, double phase, ArmPose& arm) {
  // An arm is farthest back when the foot of its side lands, and the elbow follows.
  const double forward = -std::cos(kTau * phase), late = -std::cos(kTau * (phase - 0.06));
  arm.flex = gait.arm_mean + gait.arm_swing * forward;
  arm.abduct = gait.arm_abduct;
  arm.twist = gait.arm_twist + degrees(6) * late;
  arm.elbow = gait.elbow + gait.elbow_swing * late;
}

BodyPose pose_at(const BodyShape& shape, const Gait& gait, const Path& path, double start,
                 double time) {
  const double phase = time / gait.period;  // of the right leg
  const Path::Place place = path.at(start + gait.speed * time);
  BodyPose pose = standing_pose(shape);
  const double across =
      gait.sway * std::sin(kTau * (phase - gait.stance / 2 + 0.25));  // over the standing foot
  const double into_curve =
      std::clamp(gait.speed * gait.speed * place.curvature / 9.81, -0.35, 0.35);
  const double right = across - 0.45 * into_curve * shape.standing();
  pose.x = place.x + right * std::cos(place.heading);
  pose.y = place.y + right * std::sin(place.heading);
  pose.height =
      shape.standing() - gait.crouch - gait.bob * std::cos(2 * kTau * (phase - gait.bob_phase));
  pose.heading = place.heading + gait.hip_turn * std::cos(kTau * phase);
  pose.tilt = 0.5 * gait.lean;
  pose.bend = 0.5 * gait.lean;
  pose.list = -0.6 * into_curve - gait.hip_drop * std::sin(kTau * (phase - 0.1));
  pose.side = -pose.list - 0.35 * into_curve;
  pose.twist = -gait.chest_turn * std::cos(kTau * phase);
  const Path::Place ahead = path.at(start + gait.speed * (time + 0.35));
  pose.look = 0.7 * (ahead.heading - place.heading) +
              (gait.chest_turn - gait.hip_turn) * std::cos(kTau * phase);
  pose.nod = degrees(6) - 0.6 * gait.lean;
  pose.foot[kRight] = foot_at(gait, path, start, kRight, phase);
  pose.foot[kLeft] = foot_at(gait, path, start, kLeft, phase + 0.5);
  swing_arm(gait, phase, pose.arm[kRight]);
  swing_arm(gait, phase + 0.5, pose.arm[kLeft]);
  return pose;
}

Gait walk_gait(const BodyShape& shape, Random& random, double pace) {
  const double speed = pace * std::sqrt(shape.leg() / 0.85);
  const double stride =
      (0.62 + 0.57 * speed) * shape.leg() / 0.85;  // people lengthen and quicken their steps
  const double stance = 0.62, swing = random.uniform(0.75, 1.25);
  return {.speed = speed,
          .period = stride / speed,
          .stance = stance,
          .step_half_width = random.uniform(0.045, 0.07),
          .toe_out = degrees(random.uniform(3, 9)),
          .pitch = {{0.0, degrees(-16)},
                    {0.09, degrees(-1)},
                    {0.2, 0},
                    {0.34, 0},
                    {0.42, degrees(7)},
                    {0.5, degrees(22)},
                    {0.61, degrees(50)},
                    {0.7, degrees(52)},
                    {0.83, degrees(6)},
                    {0.94, degrees(-17)}},
          .lift = {{0.0, 0}, {0.3, 0}, {0.6, 0}, {0.72, 0.06}, {0.85, 0.035}, {0.94, 0.02}},
          .crouch = 0.0,
          .bob = 0.012,
          .bob_phase = 0.05,
          .margin = 0.012,
          .sway = random.uniform(0.018, 0.03),
          .hip_turn = degrees(random.uniform(4, 7)),
          .hip_drop = degrees(random.uniform(2, 4)),
          .chest_turn = degrees(random.uniform(8, 13)),
          .lean = degrees(random.uniform(2, 7)),
          .arm_swing = degrees(10 + 12 * pace) * swing,
          .arm_mean = degrees(random.uniform(0, 6)),
          .arm_abduct = degrees(random.uniform(6, 12)),
          .arm_twist = degrees(random.uniform(8, 22)),
          .elbow = degrees(random.uniform(18, 32)),
          .elbow_swing = degrees(9)};
}

Gait run_gait(const BodyShape& shape, Random& random) {
  const double speed = random.uniform(1.75, 2.15) * std::sqrt(shape.leg() / 0.85);
  return {
      .speed = speed,
      .period = random.uniform(0.70, 0.76) * std::sqrt(shape.leg() / 0.85),
      .stance = 0.36,
      .step_half_width = 0.04,
      .toe_out = degrees(4),
      .pitch = {{0.0, degrees(-4)},
                {0.06, 0},
                {0.16, 0},
                {0.26, degrees(20)},
                {0.36, degrees(55)},
                {0.55, degrees(82)},
                {0.75, degrees(45)},
                {0.92, degrees(2)}},
      .lift =
          {{0.0, 0}, {0.2, 0}, {0.35, 0.01}, {0.45, 0.12}, {0.6, 0.25}, {0.75, 0.14}, {0.9, 0.05}},
      .crouch = 0.05,
      .bob = 0.032,
      .bob_phase = 0.17,
      .margin = 0.005,
      .sway = 0.012,
      .hip_turn = degrees(6),
      .hip_drop = degrees(3),
      .chest_turn = degrees(random.uniform(13, 20)),
      .lean = degrees(random.uniform(9, 15)),
      .arm_swing = degrees(random.uniform(32, 42)),
      .arm_mean = degrees(random.uniform(-6, 2)),
      .arm_abduct = degrees(random.uniform(10, 18)),
      .arm_twist = degrees(random.uniform(18, 32)),
      .elbow = degrees(random.uniform(82, 98)),
      .elbow_swing = degrees(14)};
}

/// Hips as high as the legs let them be over the time around, not at the very moment: following the
/// limit exactly would drop them from one leg's arc to the other's with a jerk that no walker has.
double smooth_height(const BodyShape& shape, const Gait& gait, const Path& path, double start,
                     double time) {
  constexpr int kSide = 5;
  const double window = 0.13 * gait.period;
  double sum = 0, weights = 0;
  for (int i = -kSide; i <= kSide; ++i) {
    const double u = static_cast<double>(i) / (kSide + 1), weight = (1 - u * u) * (1 - u * u);
    const BodyPose pose = pose_at(shape, gait, path, start, time + u * window);
    sum += weight * std::min(pose.height, reachable_height(shape, pose));
    weights += weight;
  }
  return sum / weights - gait.margin;
}

Motion along(const BodyShape& shape, const Gait& gait, const Path& path, Random& random) {
  const double start = random.uniform(0, path.lap()), first = random.uniform(0, gait.period);
  return [=](double time) {
    BodyPose pose = pose_at(shape, gait, path, start, first + time);
    pose.height = smooth_height(shape, gait, path, start, first + time);
    return pose;
  };
}

}  // namespace

Motion walking(const BodyShape& shape, Random& random, double) {
  const bool crossing = random.chance(0.3);  // its narrow bends are for slower walkers
  const Gait gait =
      walk_gait(shape, random, crossing ? random.uniform(0.7, 1.0) : random.uniform(0.85, 1.38));
  return along(shape, gait, Path(random, random.uniform(1.1, 1.35), crossing), random);
}

Motion running(const BodyShape& shape, Random& random, double) {
  const Gait gait = run_gait(shape, random);
  return along(shape, gait, Path(random, random.uniform(1.35, 1.5), false), random);
}

Motion phoning(const BodyShape& shape, Random& random, double) {
  const Gait gait = walk_gait(shape, random, random.uniform(0.5, 0.8));
  const bool crossing = random.chance(0.4);
  const Motion walk = along(shape, gait, Path(random, random.uniform(0.85, 1.1), crossing), random);
  const Side hand = random.chance(0.7) ? kRight : kLeft;
  const double tilt = degrees(random.uniform(4, 12)), nod = degrees(random.uniform(4, 16));
  return [=](double time) {
    BodyPose pose = walk(time);
    pose.arm[hand] = {
        .flex = degrees(82), .abduct = degrees(29), .twist = degrees(-5), .elbow = degrees(143)};
    pose.head_tilt += sign_of(hand) * tilt;
    pose.nod += nod;
    return pose;
  };
}

}  // namespace posegrad::pose::synth
