#pragma once
#include <cstdint>
#include <optional>

#include "autograd/ops.h"
#include "nn/module.h"

namespace posegrad::nn {

/// Uniform in [-bound, bound), from the counter-based stream keyed by (seed, counter): the same
/// numbers on every device and for any number of threads. `counter` must differ from tensor to
/// tensor.
Tensor uniform(Shape shape, double bound, std::uint64_t seed, std::uint64_t counter,
               DType dtype = DType::f32);

/// A convolution's parameters: weight (C_out, K, C_in), bias (C_out) or none. Initial values
/// uniform in +-1/sqrt(C_in K), PyTorch's default for Conv1d.
class Conv1d final : public Module {
 public:
  struct Sizes {
    Index in, out, width;
    bool bias = false;
  };
  Conv1d(Sizes sizes, std::uint64_t seed, std::uint64_t counter);

  /// x (N, L, C_in) -> (N, L_out, C_out). Stride and dilation belong to the call: the same weights
  /// serve the dilated model and its single-frame form.
  Variable forward(const Variable& x, Conv1dOptions options = {},
                   std::optional<DType> result = {}) const;
  void collect(const std::string& prefix, State& state) const override;

  const Variable& weight() const { return weight_; }
  const Variable& bias() const { return bias_; }

 private:
  Variable weight_, bias_;
};

/// The same for pictures, with square filters: weight (K, K, C_in, C_out), bias (C_out) or none.
/// Initial values uniform in +-1/sqrt(C_in K^2), PyTorch's default for Conv2d. `in` is what a filter
/// sees: where calls have groups, the channels of one.
class Conv2d final : public Module {
 public:
  struct Sizes {
    Index in, out, width;
    bool bias = false;
  };
  Conv2d(Sizes sizes, std::uint64_t seed, std::uint64_t counter);

  /// x (N, H, W, C_in) -> (N, H_out, W_out, C_out). Throws as the op does.
  Variable forward(const Variable& x, Conv2dOptions options = {}) const;
  void collect(const std::string& prefix, State& state) const override;

  const Variable& weight() const { return weight_; }
  const Variable& bias() const { return bias_; }

 private:
  Variable weight_, bias_;
};

/// A square filter for each channel: weight (K, K, C), bias (C) or none. Initial values uniform in +-1/K,
/// PyTorch's default for a Conv2d with as many groups as channels.
class DepthwiseConv2d final : public Module {
 public:
  struct Sizes {
    Index channels, width;
    bool bias = false;
  };
  DepthwiseConv2d(Sizes sizes, std::uint64_t seed, std::uint64_t counter);

  /// x (N, H, W, C) -> (N, H_out, W_out, C). Throws as the op does.
  Variable forward(const Variable& x, Conv2dOptions options = {}) const;
  void collect(const std::string& prefix, State& state) const override;

  const Variable& weight() const { return weight_; }
  const Variable& bias() const { return bias_; }

 private:
  Variable weight_, bias_;
};

/// y = x W^T + b over the last axis.  W (C_out, C_in), b (C_out). Initial values uniform in
/// +-1/sqrt(C_in), PyTorch's default for Linear.
class Linear final : public Module {
 public:
  Linear(Index in, Index out, std::uint64_t seed, std::uint64_t counter);

  /// x (..., C_in) -> (..., C_out). Throws ShapeError for another last axis.
  Variable forward(const Variable& x) const;
  void collect(const std::string& prefix, State& state) const override;

 private:
  Variable weight_, bias_;
};

/// Batch normalisation per channel with running statistics for evaluation:
///   running = (1 - momentum) running + momentum batch,  the batch's variance unbiased, R / (R - 1).
/// A batch of one row has no unbiased variance; it leaves the running variance as it was.
class BatchNorm1d final : public Module {
 public:
  static constexpr double kEps = 1e-5;

  explicit BatchNorm1d(Index channels);

  /// x (N, L, C) -> (N, L, C). Training uses the batch's statistics and updates the running ones.
  Variable forward(const Variable& x, Mode mode, double momentum,
                   const Tensor& device_momentum = {}, const Shard* shard = nullptr) const;
  void collect(const std::string& prefix, State& state) const override;

  const Variable& weight() const { return weight_; }
  const Variable& bias() const { return bias_; }
  const Tensor& running_mean() const { return running_mean_; }
  const Tensor& running_var() const { return running_var_; }
  /// Folds a batch's statistics into the running ones.
  void update_running(const BatchMoments& batch, double momentum,
                      const Tensor& device_momentum = {}) const;

 private:
  Variable weight_, bias_;
  Tensor running_mean_, running_var_, batches_tracked_;
};

/// Sets numbers to zero with probability p and divides the others by 1 - p; in evaluation the
/// identity. Source: arXiv:1207.0580; scaled in training ("inverted") as PyTorch does.
class Dropout final : public Module {
 public:
  explicit Dropout(double p) : p_(p) {}
  /// Throws ValueError in training without a random stream.
  Variable forward(const Variable& x, const Pass& pass) const;
  void collect(const std::string&, State&) const override {}
  double p() const noexcept { return p_; }

 private:
  double p_;
};

}  // namespace posegrad::nn
