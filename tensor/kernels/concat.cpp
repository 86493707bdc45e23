#include "tensor/kernels/concat.h"

#include <fmt/format.h>

#include "tensor/kernels/axis_view.h"

namespace posegrad::kernels {

Tensor concat(const Tensor& a, const Tensor& b, int axis) {
  Concat op{a, b, axis};
  const Dims dims(op);
  op.axis = dims.axis();
  return result_of(op, dims);
}

Reference Concat::reference(int, Index element) const {
  const AxisView view_a(a.shape(), axis), view_b(b.shape(), axis);
  const auto [o, i, c] = AxisView(y.shape(), axis).position(element);
  if (i < view_a.size) return {a.at(view_a.element(o, i, c)), 0, 0};
  return {b.at(view_b.element(o, i - view_a.size, c)), 0, 0};
}

}  // namespace posegrad::kernels
