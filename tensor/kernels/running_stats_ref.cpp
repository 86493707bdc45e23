#include <cmath>

#include "tensor/kernels/running_stats.h"

namespace posegrad::kernels {

Reference RunningStats::reference(int output, Index c) const {
  if (output == 1 && rows == 1) return {variance_in.at(c), 0, 0};
  const auto R = static_cast<double>(rows);
  const double kept = (1 - momentum) * (output == 0 ? mean_in : variance_in).at(c);
  const double taken =
      output == 0 ? momentum * batch_mean.at(c) : momentum * R / (R - 1) * batch_variance.at(c);
  return {kept + taken, std::abs(kept) + std::abs(taken), output == 0 ? 3.0 : 7.0};
}

}  // namespace posegrad::kernels
