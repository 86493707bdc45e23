#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::kernels {

/// Batch norm in evaluation mode is a scale and a shift per channel, so it can be part of the
/// convolution before it: norm(conv(x, w)) = conv(x, folded) + bias.
/// w (C_out, K, C_in), mean, variance, gamma, beta (C_out) -> folded as w, bias (C_out).
struct FoldNorm {
  static constexpr OpInfo info{
      .name = "fold_norm",
      .formula =
          "folded[o,k,i] = w[o,k,i] gamma[o] / sqrt(var[o] + eps); bias[o] = beta[o] - mean[o] "
          "gamma[o] / sqrt(var[o] + eps)",
      .shapes =
          "w (C_out, K, C_in), mean (C_out), variance (C_out), gamma (C_out), beta (C_out) -> "
          "folded (C_out, K, C_in), bias (C_out)",
      .gradient = "none: for evaluation, where nothing is differentiated",
      .roundings = "folded: 5; bias: 6",
      .magnitude = "folded: |folded|; bias: |beta| + |mean gamma| / sqrt(var + eps)",
      .flops = "C_out*K*C_in + 5*C_out",
      .stem = "fold_norm",
  };
  Tensor w, mean, variance, gamma, beta;
  double eps = 1e-5;
  Tensor folded = {}, bias = {};
  static constexpr std::array inputs{&FoldNorm::w, &FoldNorm::mean, &FoldNorm::variance,
                                     &FoldNorm::gamma, &FoldNorm::beta};
  static constexpr std::array outputs{&FoldNorm::folded, &FoldNorm::bias};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

struct FoldedNorm {
  Tensor weight, bias;
};

/// Throws ShapeError unless the shapes are those above.
FoldedNorm fold_norm(const Tensor& w, const Tensor& mean, const Tensor& variance,
                     const Tensor& gamma, const Tensor& beta, double eps);

}  // namespace posegrad::kernels
