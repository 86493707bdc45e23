#include "tensor/kernels/depthwise_conv2d.h"

#include <fmt/format.h>

#include "tensor/kernels/pointwise.h"

namespace posegrad::kernels {
namespace {

void check_groups(Index groups) {
  if (groups != 1)
    throw ValueError(
        fmt::format("depthwise_conv2d: groups is {}; every channel is a group already", groups));
}

template <class Op>
Tensor convolve(Op op) {
  check_groups(op.options.groups);
  Dims dims(op);
  const PictureSize out = windows_out(dims, dims["K_h"], dims["K_w"], op.options);
  dims.set("H_out", out.h);
  dims.set("W_out", out.w);
  return result_of(op, dims);
}

// Calls use(w's place, x's place) for the window of output `element`.
template <class Use>
void for_window(const DepthwiseGeometry& g, Index element, const Use& use) {
  const Index c = element % g.C, q = element / g.C % g.w.out,
              p = element / (g.C * g.w.out) % g.h.out, n = element / (g.C * g.w.out * g.h.out);
  for (Index k = 0; k < g.h.taps; ++k)
    for (Index l = 0; l < g.w.taps; ++l) {
      const Index r = g.h.at(p, k), s = g.w.at(q, l);
      if (g.h.has(r) && g.w.has(s)) use(g.weight(k, l) + c, g.in(n, r, s) + c);
    }
}

}  // namespace

Tensor depthwise_conv2d(const Tensor& x, const Tensor& w, Conv2dOptions options) {
  return convolve(DepthwiseConv2d{x, w, options});
}

Tensor depthwise_bias_clamp(const Tensor& x, const Tensor& w, const Tensor& b,
                            Conv2dOptions options, double low, double high) {
  require_bounds("depthwise_bias_clamp", low, high);
  return convolve(DepthwiseBiasClamp{x, w, b, options, low, high});
}

Tensor depthwise_conv2d_grad_x(const Tensor& dy, const Tensor& w, Index H, Index W,
                               Conv2dOptions options) {
  check_groups(options.groups);
  DepthwiseConv2dGradX op{dy, w, options};
  Dims dims(op);
  dims.set("H", H);
  dims.set("W", W);
  check_windows_out(dims, dims["K_h"], dims["K_w"], options);
  return result_of(op, dims);
}

Tensor depthwise_conv2d_grad_w(const Tensor& dy, const Tensor& x, Index K_h, Index K_w,
                               Conv2dOptions options) {
  check_groups(options.groups);
  DepthwiseConv2dGradW op{dy, x, options};
  Dims dims(op);
  dims.set("K_h", K_h);
  dims.set("K_w", K_w);
  check_windows_out(dims, K_h, K_w, options);
  return result_of(op, dims);
}

Reference DepthwiseConv2d::reference(int, Index element) const {
  ReferenceSum sum;
  for_window(DepthwiseGeometry(*this), element,
             [&](Index of_w, Index of_x) { sum.add(w.at(of_w) * x.at(of_x)); });
  return sum.result();
}

Reference DepthwiseBiasClamp::reference(int, Index element) const {
  ReferenceSum sum;
  sum.add(b.at(element % dim<"C">(*this)));
  for_window(DepthwiseGeometry(*this), element,
             [&](Index of_w, Index of_x) { sum.add(w.at(of_w) * x.at(of_x)); });
  return clamped(sum.result(), low, high, y.dtype());
}

Reference DepthwiseConv2dGradX::reference(int, Index element) const {
  const DepthwiseGeometry g(*this);
  const Index c = element % g.C, s = element / g.C % g.w.size,
              r = element / (g.C * g.w.size) % g.h.size, n = element / (g.C * g.w.size * g.h.size);
  ReferenceSum sum;
  for (Index p = 0; p < g.h.out; ++p)
    for (Index q = 0; q < g.w.out; ++q) {
      const Index k = r - g.h.at(p, 0), l = s - g.w.at(q, 0);  // the tap that reads (r, s)
      if (k >= 0 && k < g.h.taps && l >= 0 && l < g.w.taps)
        sum.add(w.at(g.weight(k, l) + c) * dy.at(g.out(n, p, q) + c));
    }
  return sum.result();
}

Reference DepthwiseConv2dGradW::reference(int, Index element) const {
  const DepthwiseGeometry g(*this);
  const Index c = element % g.C, l = element / g.C % g.w.taps, k = element / (g.C * g.w.taps);
  ReferenceSum sum;
  for (Index n = 0; n < g.N; ++n)
    for (Index p = 0; p < g.h.out; ++p)
      for (Index q = 0; q < g.w.out; ++q) {
        const Index r = g.h.at(p, k), s = g.w.at(q, l);
        if (g.h.has(r) && g.w.has(s)) sum.add(dy.at(g.out(n, p, q) + c) * x.at(g.in(n, r, s) + c));
      }
  return sum.result();
}

}  // namespace posegrad::kernels
