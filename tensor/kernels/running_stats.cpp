#include "tensor/kernels/running_stats.h"

#include <cmath>

#include <fmt/format.h>

namespace posegrad::kernels {

void update_running_stats(const RunningStatistics& running, const Tensor& batch_mean,
                          const Tensor& batch_variance, Index rows, double momentum,
                          const Tensor& momentum_now) {
  const auto& [mean, variance, batches] = running;
  if (rows < 1)
    throw ValueError(fmt::format("running_stats: a batch of {} rows; at least 1 is needed", rows));
  result_of(RunningStats{batch_mean, batch_variance, mean, variance, rows, momentum, mean, variance,
                         batches, momentum_now, batches});
}

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
