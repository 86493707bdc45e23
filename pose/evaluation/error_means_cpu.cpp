#include <vector>

#include "pose/evaluation/error_means.h"

namespace posegrad::pose {

void GroupMean::cpu() const {
  const auto groups = group.cpu_view<Index>();
  const auto means = y.cpu_span<double>();
  std::vector<double> sums(means.size()), counts(means.size());
  visit_float(info.name, x.dtype(), [&]<class T>() {
    const auto numbers = x.cpu_view<T>();
    for (std::size_t e = 0; e < numbers.size(); ++e) {
      if (groups[e] < 0) continue;
      const auto g = static_cast<std::size_t>(groups[e]);
      sums[g] += static_cast<double>(numbers[e]);
      ++counts[g];
    }
  });
  for (std::size_t g = 0; g < means.size(); ++g) means[g] = sums[g] / counts[g];
}

void WeightedMean::cpu() const {
  const auto weights = weight.cpu_view<double>();
  double sum = 0, all = 0;
  visit_float(info.name, x.dtype(), [&]<class T>() {
    const auto numbers = x.cpu_view<T>();
    for (std::size_t s = 0; s < numbers.size(); ++s) {
      sum += weights[s] * static_cast<double>(numbers[s]);
      all += weights[s];
    }
  });
  y.cpu_span<double>()[0] = sum / all;
}

}  // namespace posegrad::pose
