#pragma once
#include "nn/module.h"

namespace posegrad::nn {

/// Batch normalisation per channel with running statistics for evaluation:
///   running = (1 - momentum) running + momentum batch,  the batch's variance unbiased (R / (R -
///   1)).
/// A batch of one row has no unbiased variance; it leaves the running variance as it was.
class BatchNorm1d final : public Module {
 public:
  static constexpr double kEps = 1e-5;

  explicit BatchNorm1d(Index channels);

  /// x (N, L, C) -> (N, L, C). Training uses the batch's statistics and updates the running ones.
  Variable forward(const Variable& x, Mode mode, double momentum,
                   const Tensor& device_momentum = {}) const;
  void collect(const std::string& prefix, State& state) const override;

  const Variable& weight() const { return weight_; }
  const Variable& bias() const { return bias_; }
  const Tensor& running_mean() const { return running_mean_; }
  const Tensor& running_var() const { return running_var_; }
  /// Folds a batch's statistics, taken over `rows` rows, into the running ones.
  void update_running(const Tensor& mean, const Tensor& variance, Index rows, double momentum,
                      const Tensor& device_momentum = {}) const;

 private:
  Variable weight_, bias_;
  Tensor running_mean_, running_var_, batches_tracked_;
};

}  // namespace posegrad::nn
