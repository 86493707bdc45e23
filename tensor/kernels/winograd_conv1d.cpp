#include "tensor/kernels/winograd_conv1d.h"

#include "tensor/dims.h"

namespace posegrad::kernels {

Tensor winograd_weights(const Tensor& w) {
  Dims dims("winograd_weights");
  const auto [C_out, K, C_in] = dims.bind("w", w, "C_out", "K", "C_in");
  dims.require(K == 3, "'w' has {} taps; expected 3", K);
  Tensor u = Tensor::empty({kWinogradProducts, C_out, C_in}, w.dtype(), w.device());
  dispatch(WinogradWeights{w, u});
  return u;
}

Tensor winograd_conv1d(const Tensor& x, const Tensor& w, const Tensor& u, Index dilation,
                       const Segments& segments) {
  Dims dims("winograd_conv1d");
  const auto [R, C_in] = dims.bind("x", x, "R", "C_in");
  const auto [C_out, K, C] = dims.bind("w", w, "C_out", "K", "C_in");
  dims.bind("u", u, "P", "C_out", "C_in");
  dims.require(K == 3 && u.dim(0) == kWinogradProducts,
               "'w' has {} taps and 'u' {} products; "
               "expected 3 and {}",
               K, u.dim(0), kWinogradProducts);
  if (dilation < 1)
    throw ValueError(fmt::format("winograd_conv1d: dilation {}; must be at least 1", dilation));
  dims.require(segments.rows() == R, "the segments have {} rows, x has {}", segments.rows(), R);
  const Segments out = segments.shortened(2 * dilation + 1);
  for (const Index length : out.lengths)
    dims.require(length >= 1, "the window spans {} frames but a segment has only {}",
                 2 * dilation + 1, length + 2 * dilation);
  Tensor y = Tensor::empty({out.rows(), C_out}, x.dtype(), x.device());
  dispatch(WinogradConv1d{x, w, u, dilation, segments, y});
  return y;
}

double WinogradConv1d::flops() const {
  return 2.0 * static_cast<double>(y.numel()) * static_cast<double>(3 * x.dim(1));
}

}  // namespace posegrad::kernels
