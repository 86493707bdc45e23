#pragma once
#include <array>
#include <vector>

#include "pose/data/synth/body.h"

namespace posegrad::pose::synth {

constexpr std::size_t kChannels = sizeof(BodyPose) / sizeof(double);

/// Key poses joined by monotone cubic curves, one per number of the pose: continuous velocity, no
/// overshoot, and a number that two neighbouring keys share stays what it is between them (a foot
/// that stands, stands). Before the first and after the last key the pose is held.
class PoseTrack {
 public:
  /// Times must ascend; throws ValueError otherwise.
  void add(double time, const BodyPose& pose);
  /// Throws ValueError on a track without keys. Arms follow the body by a little and the head leads
  /// it.
  BodyPose at(double time) const;
  double end() const { return times_.empty() ? 0 : times_.back(); }

 private:
  using Channels = std::array<double, kChannels>;
  Channels sample(double time) const;
  double slope(std::size_t key, std::size_t channel) const;

  std::vector<double> times_;
  std::vector<Channels> keys_;
};

/// Writes a track like a stage direction: change `pose`, then say how long getting there takes.
class Choreography {
 public:
  explicit Choreography(const BodyPose& first) : pose(first), last_(first) { track.add(0, first); }

  /// Moves to `pose` within `seconds`; without a change it waits.
  void go(double seconds);
  /// Puts one foot elsewhere with the weight on the other and the hips between them at the end;
  /// other changes of `pose` happen meanwhile.
  void step(Side side, double x, double y, double yaw, double seconds, double lift = 0.07);

  BodyPose pose;
  PoseTrack track;
  double now = 0;

 private:
  BodyPose last_;  // the newest key
};

}  // namespace posegrad::pose::synth
