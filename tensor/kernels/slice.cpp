#include "tensor/kernels/slice.h"

#include <cmath>

#include <fmt/format.h>

namespace posegrad::kernels {
namespace {

void require_range(std::string_view op, SliceRange range, const Shape& shape, int axis) {
  if (range.step < 1)
    throw ValueError(fmt::format("{}: the step is {}; at least 1 is needed", op, range.step));
  if (range.start < 0 || range.start > range.stop || range.stop > shape[axis])
    throw ShapeError(fmt::format("{}: [{}, {}) does not lie in axis {} of the shape {}", op,
                                 range.start, range.stop, axis, shape.to_string()));
}

void require_positions(std::string_view op, const Tensor& positions, Index L) {
  if (positions.device() != Device::cpu) return;
  for (const Index position : positions.cpu_view<Index>())
    if (position < 0 || position >= L)
      throw ValueError(fmt::format("{}: the position {} does not lie in [0, {})", op, position, L));
}

// The number of a slice that lies on `element` of what it is a slice of, if one does.
std::optional<double> number_on(Index element, const Shape& whole, const Tensor& part, int axis,
                                SliceRange range) {
  const auto [o, s, c] = AxisView(whole, axis).position(element);
  const AxisView view(part.shape(), axis);
  for (Index i = 0; i < view.size; ++i)
    if (s == range.start + i * range.step) return part.at(view.element(o, i, c));
  return {};
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

Tensor concat(const Tensor& a, const Tensor& b, int axis) {
  Concat op{a, b, axis};
  const Dims dims(op);
  op.axis = dims.axis();
  return result_of(op, dims);
}

Tensor gather(const Tensor& x, int axis, const Tensor& positions) {
  Gather op{x, positions, axis};
  const Dims dims(op);
  op.axis = dims.axis();
  require_positions("gather", positions, dims["L"]);
  return result_of(op, dims);
}

Tensor gather_grad(const Tensor& dy, int axis, const Tensor& positions, Index L) {
  GatherGrad op{dy, positions, axis};
  Dims dims(op);
  op.axis = dims.axis();
  require_positions("gather_grad", positions, L);
  dims.set("L", L);
  return result_of(op, dims);
}

Reference Slice::reference(int, Index element) const {
  const auto [o, i, c] = AxisView(y.shape(), axis).position(element);
  return exact(x.at(AxisView(x.shape(), axis).element(o, range.start + i * range.step, c)));
}

Reference SliceGrad::reference(int, Index element) const {
  return exact(number_on(element, dx.shape(), dy, axis, range).value_or(0));
}

Reference SliceAddInto::reference(int, Index element) const {
  const double before = sum.at(element);
  const auto added = number_on(element, sum.shape(), dy, axis, range);
  if (!added) return exact(before);
  return {before + *added, std::abs(before) + std::abs(*added), 1};
}

Reference Concat::reference(int, Index element) const {
  const AxisView view_a(a.shape(), axis), view_b(b.shape(), axis);
  const auto [o, i, c] = AxisView(y.shape(), axis).position(element);
  return exact(i < view_a.size ? a.at(view_a.element(o, i, c))
                               : b.at(view_b.element(o, i - view_a.size, c)));
}

Reference Gather::reference(int, Index element) const {
  const auto [o, p, c] = AxisView(y.shape(), axis).position(element);
  const auto position = static_cast<Index>(positions.at(p));
  return exact(x.at(AxisView(x.shape(), axis).element(o, position, c)));
}

Reference GatherGrad::reference(int, Index element) const {
  const auto [o, i, c] = AxisView(dx.shape(), axis).position(element);
  const AxisView from(dy.shape(), axis);
  ReferenceSum sum;
  for (Index p = 0; p < from.size; ++p)
    if (static_cast<Index>(positions.at(p)) == i) sum.add(dy.at(from.element(o, p, c)));
  return sum.result();
}

}  // namespace posegrad::kernels
