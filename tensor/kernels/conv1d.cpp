#include "tensor/kernels/conv1d.h"

#include "tensor/dims.h"

namespace posegrad::kernels {
namespace {

Index frames_out(const Dims& dims, Index L, Index K, Conv1dOptions options) {
  if (options.stride < 1 || options.dilation < 1)
    throw ValueError(fmt::format("conv1d: stride {} and dilation {}; both must be at least 1",
                                 options.stride, options.dilation));
  const Index window = (K - 1) * options.dilation + 1;
  dims.require(K >= 1, "'w' has no taps");
  dims.require(window <= L, "the window spans {} frames but x has only L = {}", window, L);
  return (L - window) / options.stride + 1;
}

}  // namespace

Tensor conv1d(const Tensor& x, const Tensor& w, Conv1dOptions options,
              std::optional<DType> result) {
  Dims dims("conv1d");
  const auto [N, L, C_in] = dims.bind("x", x, "N", "L", "C_in");
  const auto [C_out, K, C] = dims.bind("w", w, "C_out", "K", "C_in");
  const Index L_out = frames_out(dims, L, K, options);
  Tensor y = Tensor::empty({N, L_out, C_out}, result.value_or(x.dtype()), x.device());
  dispatch(Conv1d{x, w, options, y});
  return y;
}

Tensor conv1d_grad_x(const Tensor& dy, const Tensor& w, Index L, Conv1dOptions options) {
  Dims dims("conv1d_grad_x");
  const auto [N, L_out, C_out] = dims.bind("dy", dy, "N", "L_out", "C_out");
  const auto [C, K, C_in] = dims.bind("w", w, "C_out", "K", "C_in");
  dims.require(frames_out(dims, L, K, options) == L_out, "dy has {} frames; L = {} gives {}", L_out,
               L, frames_out(dims, L, K, options));
  Tensor dx = Tensor::empty({N, L, C_in}, dy.dtype(), dy.device());
  dispatch(Conv1dGradX{dy, w, options, dx});
  return dx;
}

Tensor conv1d_grad_w(const Tensor& dy, const Tensor& x, Index K, Conv1dOptions options,
                     std::optional<DType> result) {
  Dims dims("conv1d_grad_w");
  const auto [N, L_out, C_out] = dims.bind("dy", dy, "N", "L_out", "C_out");
  const auto [N_x, L, C_in] = dims.bind("x", x, "N", "L", "C_in");
  dims.require(frames_out(dims, L, K, options) == L_out, "dy has {} frames; x {} gives {}", L_out,
               x.shape().to_string(), frames_out(dims, L, K, options));
  Tensor dw = Tensor::empty({C_out, K, C_in}, result.value_or(dy.dtype()), dy.device());
  dispatch(Conv1dGradW{dy, x, options, dw});
  return dw;
}

}  // namespace posegrad::kernels
