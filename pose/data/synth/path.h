#pragma once
#include <vector>

#include "pose/data/synth/random.h"
#include "pose/geometry/vec3.h"

namespace posegrad::pose::synth {

/// A smooth closed walk through the room, measured along its length.
class Path {
 public:
  /// An oval or, with `crossing`, a figure of eight, of about this half width (metres).
  Path(Random& random, double half_width, bool crossing);

  struct Place {
    double x, y, heading;  // heading runs on over the laps, so that nothing jumps at pi
    double curvature;      // to the left (+), 1/metres
  };
  Place at(double distance) const;
  double lap() const { return lap_; }

 private:
  struct Sample {
    double distance, x, y, heading;
  };

  double lap_ = 0, turn_ = 0;  // length of and turn in one lap
  std::vector<Sample> samples_;
};

}  // namespace posegrad::pose::synth
