#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "pose/detections/detections.h"

namespace posegrad::test {

/// Somebody who walks. Seconds and metres, x to the right, z away from the camera; facing follows
/// the path.
struct Walker {
  std::function<double(double seconds)> x, z;
  double height = 1.75;
  double step_seconds = 1.1;  // of two steps
  std::function<bool(double seconds)> is_hidden = [](double) { return false; };
};

struct CrowdOptions {
  double seconds = 6, fps = 25;
  double noise = 3;              // pixels, standard deviation of each coordinate
  double lost_joints = 0.03;     // part of the joints that the detector misses
  double lost_people = 0.04;     // part of the people, at random
  double hiding_overlap = 0.55;  // who is behind and overlaps that much is not detected
};

/// What a detector sees of a crowd: COCO's joints, people of each frame in random order with random
/// scores.
struct Crowd {
  pose::Detections detections;
  std::vector<std::vector<int>> who;  // [frame][person]: index of the walker
};
Crowd make_crowd(const std::vector<Walker>& walkers, std::uint32_t seed,
                 const CrowdOptions& options = {});

}  // namespace posegrad::test
