#include "tensor/kernels/running_stats.h"

#include <fmt/format.h>

#include "tensor/dims.h"

namespace posegrad::kernels {

void update_running_stats(const RunningStatistics& running, const Tensor& batch_mean,
                          const Tensor& batch_variance, Index rows, double momentum,
                          const Tensor& momentum_now) {
  const auto& [mean, variance, batches] = running;
  Dims dims("running_stats");
  dims.bind("mean", mean, "C");
  dims.bind("variance", variance, "C");
  dims.bind("batch_mean", batch_mean, "C");
  dims.bind("batch_variance", batch_variance, "C");
  if (rows < 1)
    throw ValueError(fmt::format("running_stats: a batch of {} rows; at least 1 is needed", rows));
  dispatch(RunningStats{batch_mean, batch_variance, mean, variance, rows, momentum, mean, variance,
                        batches, momentum_now, batches});
}

}  // namespace posegrad::kernels
