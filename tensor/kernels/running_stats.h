#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::kernels {

/// The statistics that batch norm uses in evaluation follow those of the batches, in place. The
/// batch's variance is the biased one; what is kept is the unbiased. A batch of one row says
/// nothing about the variance, which then stays. `batches` counts them. `momentum_now`, where there
/// is one, takes the place of momentum: a recorded step finds there what changes from step to step.
struct RunningStats {
  static constexpr OpInfo info{
      .name = "running_stats",
      .formula =
          "mean[c] = (1 - momentum) mean[c] + momentum batch_mean[c]; "
          "variance[c] = (1 - momentum) variance[c] + momentum R/(R - 1) batch_variance[c]; "
          "batches = batches + 1",
      .shapes =
          "batch_mean (C), batch_variance (C), mean_in (C), variance_in (C), batches_in ()? i64, "
          "momentum_now ()? -> mean (C), variance (C), batches ()? i64",
      .gradient = "none: no loss depends on the running statistics",
      .roundings = "mean: 3; variance: 7; batches: 0",
      .magnitude =
          "mean: (1 - momentum) |mean| + momentum |batch_mean|; "
          "variance: (1 - momentum) variance + momentum R/(R - 1) batch_variance; batches: exact",
      .flops = "7*C",
      .stem = "running_stats",
  };
  Tensor batch_mean, batch_variance, mean_in, variance_in;
  Index rows;  // R of the batch
  double momentum;
  Tensor mean = {}, variance = {};
  Tensor batches_in = {}, momentum_now = {}, batches = {};
  static constexpr std::array inputs{&RunningStats::batch_mean, &RunningStats::batch_variance,
                                     &RunningStats::mean_in,    &RunningStats::variance_in,
                                     &RunningStats::batches_in, &RunningStats::momentum_now};
  static constexpr std::array outputs{&RunningStats::mean, &RunningStats::variance,
                                      &RunningStats::batches};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// What update_running_stats updates.
struct RunningStatistics {
  Tensor mean, variance;  // (C)
  Tensor batches = {};    // (), i64; or empty
};

/// Takes the statistics of a batch of `rows` rows into the running ones, with `momentum_now` () in
/// the place of momentum unless it is empty. Throws ShapeError or DTypeError unless all four are
/// (C) of one type, ValueError for rows below 1.
void update_running_stats(const RunningStatistics& running, const Tensor& batch_mean,
                          const Tensor& batch_variance, Index rows, double momentum,
                          const Tensor& momentum_now = {});

}  // namespace posegrad::kernels
