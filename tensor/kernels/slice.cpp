#include "tensor/kernels/slice.h"

#include <fmt/format.h>

#include "tensor/kernels/checks.h"

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

Tensor slice(const Tensor& x, int signed_axis, SliceRange range) {
  require_defined("slice", "x", x);
  const int axis = x.shape().axis(signed_axis);
  require_range("slice", range, x.shape(), axis);
  Tensor y = Tensor::empty(x.shape().with(axis, range.count()), x.dtype(), x.device());
  dispatch(Slice{x, axis, range, y});
  return y;
}

Tensor slice_grad(const Tensor& dy, int signed_axis, SliceRange range, Index L) {
  require_defined("slice_grad", "dy", dy);
  const int axis = dy.shape().axis(signed_axis);
  const Shape shape = dy.shape().with(axis, L);
  require_range("slice_grad", range, shape, axis);
  if (dy.dim(axis) != range.count())
    throw ShapeError(
        fmt::format("slice_grad: 'dy' has shape {}; the range gives {} positions along axis {}",
                    dy.shape().to_string(), range.count(), axis));
  Tensor dx = Tensor::empty(shape, dy.dtype(), dy.device());
  dispatch(SliceGrad{dy, axis, range, dx});
  return dx;
}

void slice_add_into(const Tensor& sum, const Tensor& dy, int signed_axis, SliceRange range) {
  require_defined("slice_add_into", "sum", sum);
  require_defined("slice_add_into", "dy", dy);
  const int axis = sum.shape().axis(signed_axis);
  require_range("slice_add_into", range, sum.shape(), axis);
  if (!(dy.shape() == sum.shape().with(axis, range.count())) || dy.dtype() != sum.dtype())
    throw ShapeError(fmt::format("slice_add_into: 'dy' has shape {}; expected {} of the same type",
                                 dy.shape().to_string(),
                                 sum.shape().with(axis, range.count()).to_string()));
  dispatch(SliceAddInto{sum, dy, axis, range});
}

}  // namespace posegrad::kernels
