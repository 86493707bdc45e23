#pragma once
#include <string>
#include <vector>

#include "apps/bench/workloads.h"

namespace posegrad::apps {

/// How long one of the detector's networks takes for a picture, decoding included.
struct NetworkSpeed {
  std::string name;
  Index size = 0;      // pixels of a side of the picture
  double seconds = 0;  // the median
  double speedup = 1;  // over one thread, the median of runs in turn
  double gflop = 0;    // of its ops, by their formulas
  Profile profile;
};

/// Of Lightning, Thunder and MultiPose. weights: their file; empty: the one that is found. Throws
/// as pose::find_detector_weights() and pose::read_movenet().
std::vector<NetworkSpeed> measure_detection(const std::string& weights, const Workload& work);

}  // namespace posegrad::apps
