#pragma once
#include <array>
#include <optional>

#include "tensor/dispatch.h"

namespace posegrad {

/// Frames that a filter skips: `stride` between outputs, `dilation` between taps. Both at least 1.
struct Conv1dOptions {
  Index stride = 1;
  Index dilation = 1;
};

namespace kernels {

/// Temporal convolution without padding.  x (N, L, C_in), w (C_out, K, C_in) -> y (N, L_out, C_out)
/// with L_out = (L - window) / stride + 1 (rounded down), window = (K - 1) dilation + 1.
struct Conv1d {
  static constexpr OpInfo info{
      .name = "conv1d",
      .formula = "y[n,t,o] = sum_{k,i} w[o,k,i] x[n, t*stride + k*dilation, i]",
      .shapes = "x (N, L, C_in), w (C_out, K, C_in) -> y (N, L_out, C_out)",
      .gradient = "dx: conv1d_grad_x(dy, w); dw: conv1d_grad_w(dy, x)",
      .roundings = "K*C_in + 2",
      .magnitude = "sum_{k,i} |w x|",
      .flops = "2*N*L_out*C_out*K*C_in",
      .is_product = true,
  };
  Tensor x, w;
  Conv1dOptions options;
  Tensor y = {};
  static constexpr std::array inputs{&Conv1d::x, &Conv1d::w};
  static constexpr std::array outputs{&Conv1d::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Gradient of the input.  dy (N, L_out, C_out), w (C_out, K, C_in) -> dx (N, L, C_in).
struct Conv1dGradX {
  static constexpr OpInfo info{
      .name = "conv1d_grad_x",
      .formula = "dx[n,s,i] = sum_{o,k: s = t*stride + k*dilation} w[o,k,i] dy[n,t,o]",
      .shapes = "dy (N, L_out, C_out), w (C_out, K, C_in) -> dx (N, L, C_in)",
      .gradient = "none: it is the gradient of conv1d itself",
      .roundings = "K*C_out + 2",
      .magnitude = "sum_{o,k} |w dy|",
      .flops = "2*N*L_out*C_out*K*C_in",
      .stem = "conv1d",
      .is_product = true,
  };
  Tensor dy, w;
  Conv1dOptions options;
  Tensor dx = {};
  static constexpr std::array inputs{&Conv1dGradX::dy, &Conv1dGradX::w};
  static constexpr std::array outputs{&Conv1dGradX::dx};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Gradient of the weight.  dy (N, L_out, C_out), x (N, L, C_in) -> dw (C_out, K, C_in).
struct Conv1dGradW {
  static constexpr OpInfo info{
      .name = "conv1d_grad_w",
      .formula = "dw[o,k,i] = sum_{n,t} dy[n,t,o] x[n, t*stride + k*dilation, i]",
      .shapes = "dy (N, L_out, C_out), x (N, L, C_in) -> dw (C_out, K, C_in)",
      .gradient = "none: it is the gradient of conv1d itself",
      .roundings = "N*L_out + 2",
      .magnitude = "sum_{n,t} |dy x|",
      .flops = "2*N*L_out*C_out*K*C_in",
      .stem = "conv1d",
      .is_product = true,
  };
  Tensor dy, x;
  Conv1dOptions options;
  Tensor dw = {};
  static constexpr std::array inputs{&Conv1dGradW::dy, &Conv1dGradW::x};
  static constexpr std::array outputs{&Conv1dGradW::dw};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Sizes of a convolution and of its gradients.
struct Conv1dGeometry {
  Index N, L, L_out, C_in, C_out, K, stride, dilation;

  template <class Op>
  explicit Conv1dGeometry(const Op& op)
      : N(dim<"N">(op)),
        L(dim<"L">(op)),
        L_out(dim<"L_out">(op)),
        C_in(dim<"C_in">(op)),
        C_out(dim<"C_out">(op)),
        K(dim<"K">(op)),
        stride(op.options.stride),
        dilation(op.options.dilation) {}

  /// Numbers of a window: a row of the matrix of windows (N*L_out, K*C_in).
  Index window() const { return K * C_in; }
  /// Where sample n begins in y, and where in x the frame does that tap k of its output t reads.
  Index out(Index n) const { return n * L_out * C_out; }
  Index in(Index n, Index t = 0, Index k = 0) const {
    return (n * L + t * stride + k * dilation) * C_in;
  }
  /// Whether x, as it lies, is the matrix of windows.
  bool is_windows() const { return (K == 1 || dilation == 1) && stride == K && L == K * L_out; }
};

/// Throw ShapeError (ValueError for stride or dilation below 1) unless the shapes are those above
/// and the window fits into L. `result`: the number type of y, and of dw, where it is not that of
/// the operands: operands in bf16 can give f32.
Tensor conv1d(const Tensor& x, const Tensor& w, Conv1dOptions options = {},
              std::optional<DType> result = {});
Tensor conv1d_grad_x(const Tensor& dy, const Tensor& w, Index L, Conv1dOptions options = {});
Tensor conv1d_grad_w(const Tensor& dy, const Tensor& x, Index K, Conv1dOptions options = {},
                     std::optional<DType> result = {});

}  // namespace kernels
}  // namespace posegrad
