#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::kernels {

/// The statistics that batch norm uses in evaluation follow those of the batches, in place. The
/// batch's variance is the biased one; what is kept is the unbiased. A batch of one row says
/// nothing about the variance, which then stays.
struct RunningStats {
  static constexpr OpInfo info{
      .name = "running_stats",
      .formula =
          "mean[c] = (1 - momentum) mean[c] + momentum batch_mean[c]; "
          "variance[c] = (1 - momentum) variance[c] + momentum R/(R - 1) batch_variance[c]",
      .shapes =
          "batch_mean (C), batch_variance (C), mean_in (C), variance_in (C) -> mean (C), "
          "variance (C)",
      .gradient = "none: no loss depends on the running statistics",
      .roundings = "mean: 3; variance: 7",
      .magnitude =
          "mean: (1 - momentum) |mean| + momentum |batch_mean|; "
          "variance: (1 - momentum) variance + momentum R/(R - 1) batch_variance",
      .flops = "7*C",
      .stem = "running_stats",
  };
  Tensor batch_mean, batch_variance, mean_in, variance_in;
  Index rows;  // R of the batch
  double momentum;
  Tensor mean, variance;
  static constexpr std::array inputs{&RunningStats::batch_mean, &RunningStats::batch_variance,
                                     &RunningStats::mean_in, &RunningStats::variance_in};
  static constexpr std::array outputs{&RunningStats::mean, &RunningStats::variance};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
  double flops() const { return 7.0 * static_cast<double>(mean.numel()); }
};

/// Updates mean and variance. Throws ShapeError or DTypeError unless all four are (C) of one type,
/// ValueError for rows below 1.
void update_running_stats(const Tensor& mean, const Tensor& variance, const Tensor& batch_mean,
                          const Tensor& batch_variance, Index rows, double momentum);

}  // namespace posegrad::kernels
