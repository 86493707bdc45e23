#include "tensor/kernels/slice.h"

#include <cmath>

#include <fmt/format.h>

#include "tensor/kernels/axis_view.h"

namespace posegrad::kernels {
namespace {

void require_range(std::string_view op, SliceRange range, const Shape& shape, int axis) {
  if (range.step < 1)
    throw ValueError(fmt::format("{}: the step is {}; at least 1 is needed", op, range.step));
  if (range.start < 0 || range.start > range.stop || range.stop > shape[axis])
    throw ShapeError(fmt::format("{}: [{}, {}) does not lie in axis {} of the shape {}", op,
                                 range.start, range.stop, axis, shape.to_string()));
}

}  // namespace

Tensor slice(const Tensor& x, int axis, SliceRange range) {
  Slice op{x, axis, range};
  Dims dims(op);
  op.axis = dims.axis();
  require_range("slice", range, x.shape(), op.axis);
  dims.set("L_out", range.count());
  return result_of(op, dims);
}

Tensor slice_grad(const Tensor& dy, int axis, SliceRange range, Index L) {
  SliceGrad op{dy, axis, range};
  Dims dims(op);
  op.axis = dims.axis();
  dims.set("L", L);
  require_range("slice_grad", range, dims.shape_of("dx"), op.axis);
  if (dims["L_out"] != range.count())
    dims.fail(fmt::format("'dy' has shape {}; the range gives {} positions along axis {}",
                          dy.shape().to_string(), range.count(), op.axis));
  return result_of(op, dims);
}

void slice_add_into(const Tensor& sum, const Tensor& dy, int axis, SliceRange range) {
  SliceAddInto op{sum, dy, axis, range};
  const Dims dims(op);
  op.axis = dims.axis();
  require_range("slice_add_into", range, sum.shape(), op.axis);
  if (dims["L_out"] != range.count())
    dims.fail(fmt::format("'dy' has shape {}; expected {}", dy.shape().to_string(),
                          sum.shape().with(op.axis, range.count()).to_string()));
  result_of(op, dims);
}

Reference Slice::reference(int, Index element) const {
  const auto [o, i, c] = AxisView(y.shape(), axis).position(element);
  return {x.at(AxisView(x.shape(), axis).element(o, range.start + i * range.step, c)), 0, 0};
}

Reference SliceGrad::reference(int, Index element) const {
  const auto [o, s, c] = AxisView(dx.shape(), axis).position(element);
  const AxisView from(dy.shape(), axis);
  for (Index i = 0; i < from.size; ++i)
    if (s == range.start + i * range.step) return {dy.at(from.element(o, i, c)), 0, 0};
  return {0, 0, 0};
}

Reference SliceAddInto::reference(int, Index element) const {
  const auto [o, s, c] = AxisView(sum.shape(), axis).position(element);
  const AxisView from(dy.shape(), axis);
  const double before = sum.at(element);
  for (Index i = 0; i < from.size; ++i)
    if (s == range.start + i * range.step) {
      const double added = dy.at(from.element(o, i, c));
      return {before + added, std::abs(before) + std::abs(added), 1};
    }
  return {before, 0, 0};
}

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
