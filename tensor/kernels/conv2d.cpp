#include "tensor/kernels/conv2d.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "tensor/kernels/pointwise.h"

namespace posegrad::kernels {

PictureSize windows_out(const Dims& dims, Index K_h, Index K_w, const Conv2dOptions& options) {
  if (options.stride < 1)
    throw ValueError(
        fmt::format("options of a convolution: stride is {}; must be at least 1", options.stride));
  if (K_h < 1 || K_w < 1) dims.fail("'w' has no taps");
  const Index H = dims["H"], W = dims["W"];
  if (options.padding == Padding::valid && (K_h > H || K_w > W))
    dims.fail(fmt::format("the window, {} x {}, does not fit into {} x {} pixels", K_h, K_w, H, W));
  return {padded(H, K_h, options.stride, options.padding).out,
          padded(W, K_w, options.stride, options.padding).out};
}

void check_windows_out(const Dims& dims, Index K_h, Index K_w, const Conv2dOptions& options) {
  const PictureSize wanted = windows_out(dims, K_h, K_w, options);
  if (wanted != PictureSize{dims["H_out"], dims["W_out"]})
    dims.fail(fmt::format("dy has {} x {} pixels; {} x {} of x give {} x {}", dims["H_out"],
                          dims["W_out"], dims["H"], dims["W"], wanted.h, wanted.w));
}

Reference clamped(const Reference& value, double low, double high, DType dtype) {
  return {Clamp::f(value.value, rounded(low, dtype), rounded(high, dtype)), value.magnitude,
          value.roundings};
}

namespace {

// Channels of a group; throws unless the groups divide those in and out.
Index group_width(const Dims& dims, Index C_in, Index groups) {
  if (groups < 1) throw ValueError(fmt::format("conv2d: groups is {}; must be at least 1", groups));
  const Index C_out = dims["C_out"];
  if (C_in % groups != 0 || C_out % groups != 0)
    dims.fail(
        fmt::format("{} groups do not divide {} channels in and {} out", groups, C_in, C_out));
  return C_in / groups;
}

template <class Op>
Tensor convolve(Op op) {
  Dims dims(op);
  const Index C_group = group_width(dims, dims["C_in"], op.options.groups);
  if (dims["C_group"] != C_group)
    dims.fail(
        fmt::format("'w' has shape {}; expected (K_h, K_w, C_group, C_out) with C_group = {}: "
                    "{} group{} of 'x' {}",
                    op.w.shape().to_string(), C_group, op.options.groups,
                    op.options.groups == 1 ? "" : "s", op.x.shape().to_string()));
  const PictureSize out = windows_out(dims, dims["K_h"], dims["K_w"], op.options);
  dims.set("H_out", out.h);
  dims.set("W_out", out.w);
  return result_of(op, dims);
}

// Walks through the window of output `element`: calls use(w's place, x's place) for its numbers in order.
template <class Use>
void for_window(const Conv2dGeometry& g, Index element, const Use& use) {
  const Index o = element % g.C_out, q = element / g.C_out % g.w.out,
              p = element / (g.C_out * g.w.out) % g.h.out,
              n = element / (g.C_out * g.w.out * g.h.out);
  for (Index k = 0; k < g.h.taps; ++k)
    for (Index l = 0; l < g.w.taps; ++l) {
      const Index r = g.h.at(p, k), s = g.w.at(q, l);
      if (!g.h.has(r) || !g.w.has(s)) continue;
      for (Index i = 0; i < g.C_group; ++i)
        use(g.weight(k, l, i, o), g.in(n, r, s) + o / g.C_group_out * g.C_group + i);
    }
}

}  // namespace

Tensor conv2d(const Tensor& x, const Tensor& w, Conv2dOptions options) {
  return convolve(Conv2d{x, w, options});
}

Tensor conv2d_bias_clamp(const Tensor& x, const Tensor& w, const Tensor& b, Conv2dOptions options,
                         double low, double high) {
  require_bounds("conv2d_bias_clamp", low, high);
  return convolve(Conv2dBiasClamp{x, w, b, options, low, high});
}

Tensor conv2d_grad_x(const Tensor& dy, const Tensor& w, Index H, Index W, Conv2dOptions options) {
  Conv2dGradX op{dy, w, options};
  Dims dims(op);
  dims.set("H", H);
  dims.set("W", W);
  const Index C_in = dims["C_group"] * options.groups;
  dims.set("C_in", C_in);
  group_width(dims, C_in, options.groups);
  check_windows_out(dims, dims["K_h"], dims["K_w"], options);
  return result_of(op, dims);
}

Tensor conv2d_grad_w(const Tensor& dy, const Tensor& x, Index K_h, Index K_w,
                     Conv2dOptions options) {
  Conv2dGradW op{dy, x, options};
  Dims dims(op);
  dims.set("K_h", K_h);
  dims.set("K_w", K_w);
  dims.set("C_group", group_width(dims, dims["C_in"], options.groups));
  check_windows_out(dims, K_h, K_w, options);
  return result_of(op, dims);
}

Reference Conv2d::reference(int, Index element) const {
  ReferenceSum sum;
  for_window(Conv2dGeometry(*this), element,
             [&](Index of_w, Index of_x) { sum.add(w.at(of_w) * x.at(of_x)); });
  return sum.result();
}

Reference Conv2dBiasClamp::reference(int, Index element) const {
  ReferenceSum sum;
  sum.add(b.at(element % dim<"C_out">(*this)));
  for_window(Conv2dGeometry(*this), element,
             [&](Index of_w, Index of_x) { sum.add(w.at(of_w) * x.at(of_x)); });
  return clamped(sum.result(), low, high, y.dtype());
}

Reference Conv2dGradX::reference(int, Index element) const {
  const Conv2dGeometry g(*this);
  const Index c = element % g.C_in, s = element / g.C_in % g.w.size,
              r = element / (g.C_in * g.w.size) % g.h.size,
              n = element / (g.C_in * g.w.size * g.h.size);
  const Index group = c / g.C_group, i = c % g.C_group;
  ReferenceSum sum;
  for (Index p = 0; p < g.h.out; ++p)
    for (Index q = 0; q < g.w.out; ++q) {
      const Index k = r - g.h.at(p, 0), l = s - g.w.at(q, 0);  // the tap that reads (r, s)
      if (k < 0 || k >= g.h.taps || l < 0 || l >= g.w.taps) continue;
      for (Index o = group * g.C_group_out; o < (group + 1) * g.C_group_out; ++o)
        sum.add(w.at(g.weight(k, l, i, o)) * dy.at(g.out(n, p, q) + o));
    }
  return sum.result();
}

Reference Conv2dGradW::reference(int, Index element) const {
  const Conv2dGeometry g(*this);
  const Index o = element % g.C_out, i = element / g.C_out % g.C_group,
              l = element / (g.C_out * g.C_group) % g.w.taps,
              k = element / (g.C_out * g.C_group * g.w.taps);
  ReferenceSum sum;
  for (Index n = 0; n < g.N; ++n)
    for (Index p = 0; p < g.h.out; ++p)
      for (Index q = 0; q < g.w.out; ++q) {
        const Index r = g.h.at(p, k), s = g.w.at(q, l);
        if (g.h.has(r) && g.w.has(s))
          sum.add(dy.at(g.out(n, p, q) + o) *
                  x.at(g.in(n, r, s) + o / g.C_group_out * g.C_group + i));
      }
  return sum.result();
}

}  // namespace posegrad::kernels
