#include "pose/data/mocap/statistics.h"

#include <algorithm>
#include <cmath>

namespace posegrad::pose::mocap {

double quantile(std::vector<double> values, double fraction) {
  std::ranges::sort(values);
  const double at = fraction * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return std::lerp(values[below], values[above], at - static_cast<double>(below));
}

std::vector<double> lengths(const Motion& motion, Point from, Point to) {
  std::vector<double> found;
  found.reserve(motion.size());
  for (const Body& pose : motion) found.push_back(length(pose[to] - pose[from]));
  return found;
}

std::vector<double> torso_lengths(const Motion& motion) {
  std::vector<double> found;
  found.reserve(motion.size());
  for (const Body& pose : motion)
    found.push_back(length(0.5 * (pose[left_shoulder] + pose[right_shoulder]) -
                           0.5 * (pose[left_hip] + pose[right_hip])));
  return found;
}

double leg_length(const Motion& motion) {
  double both = 0;
  for (const auto& [from, to] : {std::pair{right_hip, right_knee},
                                 {right_knee, right_ankle},
                                 {left_hip, left_knee},
                                 {left_knee, left_ankle}})
    both += median(lengths(motion, from, to));
  return both / 2;
}

}  // namespace posegrad::pose::mocap
