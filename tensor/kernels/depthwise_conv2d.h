#pragma once
#include <array>

#include "tensor/kernels/conv2d.h"

namespace posegrad::kernels {

/// Convolution of each channel with a filter of its own. `top` and `left` are the zeros that the padding
/// puts before the picture; x is 0 outside of it. Options as of conv2d, without groups.
struct DepthwiseConv2d {
  static constexpr OpInfo info{
      .name = "depthwise_conv2d",
      .formula =
          "y[n,p,q,c] = sum_{k,l} w[k,l,c] x[n, p*stride + k - top, q*stride + l - left, c], 0 "
          "outside of x",
      .shapes = "x (N, H, W, C), w (K_h, K_w, C) -> y (N, H_out, W_out, C)",
      .gradient = "dx: depthwise_conv2d_grad_x(dy, w); dw: depthwise_conv2d_grad_w(dy, x)",
      .roundings = "K_h*K_w + 2",
      .magnitude = "sum_{k,l} |w x|",
      .flops = "2*N*H_out*W_out*C*K_h*K_w",
  };
  Tensor x, w;
  Conv2dOptions options;
  Tensor y = {};
  static constexpr std::array inputs{&DepthwiseConv2d::x, &DepthwiseConv2d::w};
  static constexpr std::array outputs{&DepthwiseConv2d::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// For inference, in one pass, as Conv2dBiasClamp.
struct DepthwiseBiasClamp {
  static constexpr OpInfo info{
      .name = "depthwise_bias_clamp",
      .formula = "y[n,p,q,c] = min(max(b[c] + depthwise_conv2d(x, w)[n,p,q,c], low), high)",
      .shapes = "x (N, H, W, C), w (K_h, K_w, C), b (C) -> y (N, H_out, W_out, C)",
      .gradient = "none: for evaluation, where nothing is differentiated",
      .roundings = "K_h*K_w + 3",
      .magnitude = "|b| + sum_{k,l} |w x|",
      .flops = "N*H_out*W_out*C*(2*K_h*K_w + 3)",
      .stem = "depthwise_conv2d",
  };
  Tensor x, w, b;
  Conv2dOptions options;
  double low = -kUnbounded, high = kUnbounded;
  Tensor y = {};
  static constexpr std::array inputs{&DepthwiseBiasClamp::x, &DepthwiseBiasClamp::w,
                                     &DepthwiseBiasClamp::b};
  static constexpr std::array outputs{&DepthwiseBiasClamp::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Gradient of the input.
struct DepthwiseConv2dGradX {
  static constexpr OpInfo info{
      .name = "depthwise_conv2d_grad_x",
      .formula =
          "dx[n,r,s,c] = sum_{k,l: r = p*stride + k - top, s = q*stride + l - left} w[k,l,c] "
          "dy[n,p,q,c]",
      .shapes = "dy (N, H_out, W_out, C), w (K_h, K_w, C) -> dx (N, H, W, C)",
      .gradient = "none: it is the gradient of depthwise_conv2d itself",
      .roundings = "K_h*K_w + 2",
      .magnitude = "sum_{k,l} |w dy|",
      .flops = "2*N*H_out*W_out*C*K_h*K_w",
      .stem = "depthwise_conv2d",
  };
  Tensor dy, w;
  Conv2dOptions options;
  Tensor dx = {};
  static constexpr std::array inputs{&DepthwiseConv2dGradX::dy, &DepthwiseConv2dGradX::w};
  static constexpr std::array outputs{&DepthwiseConv2dGradX::dx};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Gradient of the filters.
struct DepthwiseConv2dGradW {
  static constexpr OpInfo info{
      .name = "depthwise_conv2d_grad_w",
      .formula =
          "dw[k,l,c] = sum_{n,p,q} dy[n,p,q,c] x[n, p*stride + k - top, q*stride + l - left, c]",
      .shapes = "dy (N, H_out, W_out, C), x (N, H, W, C) -> dw (K_h, K_w, C)",
      .gradient = "none: it is the gradient of depthwise_conv2d itself",
      .roundings = "N*H_out*W_out + 2",
      .magnitude = "sum_{n,p,q} |dy x|",
      .flops = "2*N*H_out*W_out*C*K_h*K_w",
      .stem = "depthwise_conv2d",
  };
  Tensor dy, x;
  Conv2dOptions options;
  Tensor dw = {};
  static constexpr std::array inputs{&DepthwiseConv2dGradW::dy, &DepthwiseConv2dGradW::x};
  static constexpr std::array outputs{&DepthwiseConv2dGradW::dw};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Sizes of a depthwise convolution and of its gradients.
struct DepthwiseGeometry {
  WindowAxis h, w;
  Index N, C;

  template <class Op>
  explicit DepthwiseGeometry(const Op& op)
      : h(dim<"H">(op), dim<"K_h">(op), op.options),
        w(dim<"W">(op), dim<"K_w">(op), op.options),
        N(dim<"N">(op)),
        C(dim<"C">(op)) {}

  /// Where a pixel begins in x and in y, and a tap's weights.
  POSEGRAD_HOST_DEVICE Index in(Index n, Index r, Index s) const {
    return ((n * h.size + r) * w.size + s) * C;
  }
  POSEGRAD_HOST_DEVICE Index out(Index n, Index p, Index q) const {
    return ((n * h.out + p) * w.out + q) * C;
  }
  POSEGRAD_HOST_DEVICE Index weight(Index k, Index l) const { return (k * w.taps + l) * C; }
};

/// Throw ShapeError unless the shapes are those above, and with Padding::valid the window fits into
/// the picture; ValueError for a stride below 1, or groups.
Tensor depthwise_conv2d(const Tensor& x, const Tensor& w, Conv2dOptions options = {});
Tensor depthwise_bias_clamp(const Tensor& x, const Tensor& w, const Tensor& b,
                            Conv2dOptions options = {}, double low = -kUnbounded,
                            double high = kUnbounded);
Tensor depthwise_conv2d_grad_x(const Tensor& dy, const Tensor& w, Index H, Index W,
                               Conv2dOptions options = {});
Tensor depthwise_conv2d_grad_w(const Tensor& dy, const Tensor& x, Index K_h, Index K_w,
                               Conv2dOptions options = {});

}  // namespace posegrad::kernels
