#include "pose/smoothing/gaussian.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "pose/smoothing/finite_runs.h"

namespace posegrad::pose {
namespace {

constexpr double kReach = 4;  // standard deviations

std::vector<double> bell(Index reach, double frames) {
  std::vector<double> weights;
  for (Index k = -reach; k <= reach; ++k) {
    const double x = static_cast<double>(k) / frames;
    weights.push_back(std::exp(-0.5 * x * x));
  }
  return weights;
}

}  // namespace

Tensor gaussian_filter(const Tensor& motion, double frames) {
  require_motion("gaussian_filter", motion);
  if (!(frames >= 0.1) || motion.dim(0) < 2) return motion;
  const auto reach = static_cast<Index>(std::ceil(kReach * frames));
  const std::vector<double> weights = bell(reach, frames);
  double sum = 0;
  for (const double weight : weights) sum += weight;
  const auto filter = [&](std::span<double> numbers, Index channels) {
    const std::vector<double> from(numbers.begin(), numbers.end());
    const Index last = static_cast<Index>(from.size()) / channels - 1;
    for (Index t = 0; t <= last; ++t) {
      for (Index c = 0; c < channels; ++c) {
        double mean = 0;
        for (Index k = -reach; k <= reach; ++k)
          mean += weights[static_cast<std::size_t>(k + reach)] *
                  from[static_cast<std::size_t>(std::clamp<Index>(t + k, 0, last) * channels + c)];
        numbers[static_cast<std::size_t>(t * channels + c)] = mean / sum;
      }
    }
  };
  return filter_runs("gaussian_filter", motion, 6.0 * static_cast<double>(reach), filter);
}

}  // namespace posegrad::pose
