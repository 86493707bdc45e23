#pragma once
#include "tensor/kernels/conv1d.h"

namespace posegrad::kernels {

/// Sizes of a convolution and of its gradients: x (N, L, C_in), w (C_out, K, C_in), y (N, L_out,
/// C_out).
struct Conv1dGeometry {
  Index N, L, L_out, C_in, C_out, K, stride, dilation;

  Conv1dGeometry(const Tensor& x, const Tensor& w, const Tensor& y, Conv1dOptions options)
      : N(x.dim(0)),
        L(x.dim(1)),
        L_out(y.dim(1)),
        C_in(x.dim(2)),
        C_out(w.dim(0)),
        K(w.dim(1)),
        stride(options.stride),
        dilation(options.dilation) {}

  /// Numbers of a window: a row of the matrix of windows (N*L_out, K*C_in).
  Index window() const { return K * C_in; }
  /// Whether x, as it lies, is the matrix of windows.
  bool is_windows() const { return (K == 1 || dilation == 1) && stride == K && L == K * L_out; }
};

}  // namespace posegrad::kernels
