#include "tensor/kernels/max_pool2d.h"

#include <algorithm>

#include <fmt/format.h>

namespace posegrad::kernels {
namespace {

// Rows and columns of windows.
std::pair<Index, Index> windows_of(const Dims& dims, const Pool2dOptions& o) {
  if (o.size < 1 || o.stride < 1)
    throw ValueError(fmt::format("max_pool2d: size {} and stride {}; both must be at least 1",
                                 o.size, o.stride));
  const Index H = dims["H"], W = dims["W"];
  if (o.padding == Padding::valid && (H < o.size || W < o.size))
    dims.fail(
        fmt::format("a window of {} x {} pixels does not fit into {} x {}", o.size, o.size, H, W));
  return {padded(H, o.size, o.stride, o.padding).out, padded(W, o.size, o.stride, o.padding).out};
}

// The pixel of a window that has the largest number, and that number.
struct Winner {
  Index h, w;
  double number;
};
Winner winner(const Pool2dGeometry& g, const Tensor& x, Index n, Index i, Index j, Index c) {
  const Pool2dGeometry::Range rows = g.pixels(i, g.H, g.rows),
                              columns = g.pixels(j, g.W, g.columns);
  const auto at = [&](Index h, Index w) { return x.at(((n * g.H + h) * g.W + w) * g.C + c); };
  Winner best{rows.begin, columns.begin, at(rows.begin, columns.begin)};
  for (Index h = rows.begin; h < rows.end; ++h)
    for (Index w = columns.begin; w < columns.end; ++w)
      if (MaxPool2d::is_larger(at(h, w), best.number)) best = {h, w, at(h, w)};
  return best;
}

}  // namespace

Tensor max_pool2d(const Tensor& x, Index size, Index stride, Padding padding) {
  MaxPool2d op{x, {size, stride, padding}};
  Dims dims(op);
  const auto [H_out, W_out] = windows_of(dims, op.options);
  dims.set("H_out", H_out);
  dims.set("W_out", W_out);
  return result_of(op, dims);
}

Tensor max_pool2d_grad(const Tensor& dy, const Tensor& x, Index size, Index stride,
                       Padding padding) {
  MaxPool2dGrad op{dy, x, {size, stride, padding}};
  const Dims dims(op);
  const auto [H_out, W_out] = windows_of(dims, op.options);
  if (dims["H_out"] != H_out || dims["W_out"] != W_out)
    dims.fail(fmt::format("'dy' has {} x {} windows; x {} gives {} x {}", dims["H_out"],
                          dims["W_out"], x.shape().to_string(), H_out, W_out));
  return result_of(op, dims);
}

Reference MaxPool2d::reference(int, Index element) const {
  const Pool2dGeometry g(*this);
  const Index c = element % g.C, j = element / g.C % g.columns.out,
              i = element / (g.C * g.columns.out) % g.rows.out,
              n = element / (g.C * g.columns.out * g.rows.out);
  return exact(winner(g, x, n, i, j, c).number);
}

Reference MaxPool2dGrad::reference(int, Index element) const {
  const Pool2dGeometry g(*this);
  const Index c = element % g.C, w = element / g.C % g.W, h = element / (g.C * g.W) % g.H,
              n = element / (g.C * g.W * g.H);
  ReferenceSum sum;
  const Pool2dGeometry::Range rows = g.windows(h, g.rows), columns = g.windows(w, g.columns);
  for (Index i = rows.begin; i < rows.end; ++i)
    for (Index j = columns.begin; j < columns.end; ++j) {
      const Winner best = winner(g, x, n, i, j, c);
      if (best.h == h && best.w == w)
        sum.add(dy.at(((n * g.rows.out + i) * g.columns.out + j) * g.C + c));
    }
  return sum.result(0);
}

}  // namespace posegrad::kernels
