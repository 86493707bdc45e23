#pragma once
#include "autograd/ops/conv1d.h"
#include "nn/module.h"

namespace posegrad::nn {

/// A convolution's parameters: weight (C_out, K, C_in), bias (C_out) or none. Initial values
/// uniform in
/// +-1/sqrt(C_in K), PyTorch's default for Conv1d.
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

}  // namespace posegrad::nn
