#pragma once
#include <array>

#include "tensor/kernels/conv2d.h"

namespace posegrad::kernels {

/// MobileNetV2's block without its sum, for inference: wide, filtered channel by channel, narrow
/// again. In one pass, because the wide maps are several times as large as what goes in and comes
/// out: a few of their rows at a time stay in the processor's cache. The numbers are those of the
/// three ops in turn. Source: arXiv:1801.04381.
struct InvertedResidual {
  static constexpr OpInfo info{
      .name = "inverted_residual",
      .formula =
          "y = b3 + conv2d(h2, w3), h2 = min(max(b2 + depthwise_conv2d(h1, w2), low), high), h1 = "
          "min(max(b1 + conv2d(x, w1), low), high)",
      .shapes =
          "x (N, H, W, C_in), w1 (1, 1, C_in, E), b1 (E), w2 (K_h, K_w, E), b2 (E), w3 (1, 1, E, "
          "C_out), b3 (C_out) -> y (N, H_out, W_out, C_out)",
      .gradient = "none: for evaluation, where nothing is differentiated",
      .roundings = "C_in + K_h*K_w + E + 8",
      .magnitude = "|b3| + sum_e |w3| (|b2| + sum_{k,l} |w2| (|b1| + sum_i |w1 x|))",
      .flops = "N*(H*W*E*(2*C_in + 3) + H_out*W_out*(E*(2*K_h*K_w + 3) + C_out*(2*E + 1)))",
  };
  Tensor x, w1, b1, w2, b2, w3, b3;
  Conv2dOptions options;  // of the filters in the middle
  double low = -kUnbounded, high = kUnbounded;
  Tensor y = {};
  static constexpr std::array inputs{
      &InvertedResidual::x,  &InvertedResidual::w1, &InvertedResidual::b1, &InvertedResidual::w2,
      &InvertedResidual::b2, &InvertedResidual::w3, &InvertedResidual::b3};
  static constexpr std::array outputs{&InvertedResidual::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// A point convolution with bias, or filters with bias.
struct BiasedFilters {
  Tensor w, b;
};

/// Throws as conv2d_bias_clamp() and depthwise_bias_clamp().
Tensor inverted_residual(const Tensor& x, const BiasedFilters& expand,
                         const BiasedFilters& depthwise, const BiasedFilters& project,
                         Conv2dOptions options = {}, double low = -kUnbounded,
                         double high = kUnbounded);

}  // namespace posegrad::kernels
