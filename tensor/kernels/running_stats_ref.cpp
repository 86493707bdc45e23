#include <cmath>

#include "tensor/kernels/running_stats.h"

namespace posegrad::kernels {

Reference RunningStats::reference(int output, Index c) const {
  if (output == 2) return {batches_in.at(0) + 1, 0, 0};
  if (output == 1 && rows == 1) return {variance_in.at(c), 0, 0};
  const auto R = static_cast<double>(rows);
  const double share = momentum_now.defined() ? momentum_now.at(0) : momentum;
  const double kept = (1 - share) * (output == 0 ? mean_in : variance_in).at(c);
  const double taken =
      output == 0 ? share * batch_mean.at(c) : share * R / (R - 1) * batch_variance.at(c);
  return {kept + taken, std::abs(kept) + std::abs(taken), output == 0 ? 3.0 : 7.0};
}

}  // namespace posegrad::kernels
