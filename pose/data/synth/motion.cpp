#include "pose/data/synth/motion.h"

#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace posegrad::pose::synth {
namespace {

constexpr MotionKind kKinds[] = {
    {"Walking", walking, true}, {"Running", running, true}, {"SittingDown", sitting_down},
    {"Squatting", squatting},   {"Waving", waving},         {"Throwing", throwing},
    {"Turning", turning},       {"Jumping", jumping},       {"PickingUp", picking_up},
    {"Boxing", boxing},         {"Kicking", kicking},       {"Phoning", phoning, true},
};

/// Two slow sines of unrelated frequency, within +-1.
class Sway {
 public:
  explicit Sway(Random& random)
      : slow_(random.uniform(0.15, 0.3)),
        quick_(random.uniform(0.4, 0.7)),
        a_(random.uniform(0, kTau)),
        b_(random.uniform(0, kTau)) {}
  double operator()(double time) const {
    return 0.65 * std::sin(kTau * slow_ * time + a_) + 0.35 * std::sin(kTau * quick_ * time + b_);
  }

 private:
  static constexpr double kTau = 2 * std::numbers::pi;
  double slow_, quick_, a_, b_;
};

}  // namespace

std::span<const MotionKind> motion_kinds() { return kKinds; }

Motion with_sway(Motion motion, Random& random) {
  const std::array<Sway, 8> sway{Sway(random), Sway(random), Sway(random), Sway(random),
                                 Sway(random), Sway(random), Sway(random), Sway(random)};
  const double amount = random.uniform(0.6, 1.4), glance = degrees(random.uniform(3, 9));
  return [=, motion = std::move(motion)](double time) {
    BodyPose pose = motion(time);
    pose.bend += amount * degrees(1.2) * sway[0](time);
    pose.side += amount * degrees(1.3) * sway[1](time);
    pose.twist += amount * degrees(2) * sway[2](time);
    pose.look += glance * sway[3](time);
    pose.nod += 0.5 * glance * sway[4](time);
    pose.head_tilt += amount * degrees(2) * sway[5](time);
    for (const Side side : {kRight, kLeft}) {
      ArmPose& arm = pose.arm[side];
      arm.flex += amount * degrees(2) * sway[side == kRight ? 6 : 7](time);
      arm.abduct += amount * degrees(1.2) * sway[side == kRight ? 0 : 5](time);
      arm.elbow += amount * degrees(2) * (1 + sway[side == kRight ? 4 : 2](time));
    }
    return pose;
  };
}

}  // namespace posegrad::pose::synth
