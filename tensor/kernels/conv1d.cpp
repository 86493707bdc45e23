#include "tensor/kernels/conv1d.h"

#include <fmt/format.h>

namespace posegrad::kernels {
namespace {

Index frames_out(const Dims& dims, Index K, Conv1dOptions options) {
  if (options.stride < 1 || options.dilation < 1)
    throw ValueError(fmt::format("conv1d: stride {} and dilation {}; both must be at least 1",
                                 options.stride, options.dilation));
  const Index L = dims["L"], window = (K - 1) * options.dilation + 1;
  if (K < 1) dims.fail("'w' has no taps");
  if (window > L)
    dims.fail(fmt::format("the window spans {} frames but x has only L = {}", window, L));
  return (L - window) / options.stride + 1;
}

}  // namespace

Tensor conv1d(const Tensor& x, const Tensor& w, Conv1dOptions options,
              std::optional<DType> result) {
  Conv1d op{x, w, options};
  Dims dims(op);
  dims.set("L_out", frames_out(dims, dims["K"], options));
  op.y = Tensor::empty(dims.shape_of("y"), result.value_or(x.dtype()), x.device());
  return result_of(op, dims);
}

Tensor conv1d_grad_x(const Tensor& dy, const Tensor& w, Index L, Conv1dOptions options) {
  Conv1dGradX op{dy, w, options};
  Dims dims(op);
  dims.set("L", L);
  const Index L_out = frames_out(dims, dims["K"], options);
  if (L_out != dims["L_out"])
    dims.fail(fmt::format("dy has {} frames; L = {} gives {}", dims["L_out"], L, L_out));
  return result_of(op, dims);
}

Tensor conv1d_grad_w(const Tensor& dy, const Tensor& x, Index K, Conv1dOptions options,
                     std::optional<DType> result) {
  Conv1dGradW op{dy, x, options};
  Dims dims(op);
  dims.set("K", K);
  const Index L_out = frames_out(dims, K, options);
  if (L_out != dims["L_out"])
    dims.fail(fmt::format("dy has {} frames; x {} gives {}", dims["L_out"], x.shape().to_string(),
                          L_out));
  op.dw = Tensor::empty(dims.shape_of("dw"), result.value_or(dy.dtype()), dy.device());
  return result_of(op, dims);
}

Reference Conv1d::reference(int, Index element) const {
  const Conv1dGeometry g(*this);
  const Index o = element % g.C_out, t = element / g.C_out % g.L_out,
              n = element / (g.C_out * g.L_out);
  ReferenceSum sum;
  for (Index k = 0; k < g.K; ++k)
    for (Index i = 0; i < g.C_in; ++i)
      sum.add(w.at((o * g.K + k) * g.C_in + i) *
              x.at((n * g.L + t * g.stride + k * g.dilation) * g.C_in + i));
  return sum.result();
}

Reference Conv1dGradX::reference(int, Index element) const {
  const Conv1dGeometry g(*this);
  const Index i = element % g.C_in, s = element / g.C_in % g.L, n = element / (g.C_in * g.L);
  ReferenceSum sum;
  for (Index k = 0; k < g.K; ++k) {
    const Index first = s - k * g.dilation;  // = t * stride
    if (first < 0 || first % g.stride != 0 || first / g.stride >= g.L_out) continue;
    const Index t = first / g.stride;
    for (Index o = 0; o < g.C_out; ++o)
      sum.add(w.at((o * g.K + k) * g.C_in + i) * dy.at((n * g.L_out + t) * g.C_out + o));
  }
  return sum.result();
}

Reference Conv1dGradW::reference(int, Index element) const {
  const Conv1dGeometry g(*this);
  const Index i = element % g.C_in, k = element / g.C_in % g.K, o = element / (g.C_in * g.K);
  ReferenceSum sum;
  for (Index n = 0; n < g.N; ++n)
    for (Index t = 0; t < g.L_out; ++t)
      sum.add(dy.at((n * g.L_out + t) * g.C_out + o) *
              x.at((n * g.L + t * g.stride + k * g.dilation) * g.C_in + i));
  return sum.result();
}

}  // namespace posegrad::kernels
