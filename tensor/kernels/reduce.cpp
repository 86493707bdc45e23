#include "tensor/kernels/reduce.h"

#include <fmt/format.h>

#include "tensor/kernels/broadcast.h"
#include "tensor/kernels/checks.h"

namespace posegrad::kernels {
namespace {

using Reduced = std::array<bool, Shape::kMaxRank>;

Reduced all_axes(const Tensor& x) {
  Reduced reduced{};
  for (int axis = 0; axis < x.rank(); ++axis) reduced[static_cast<std::size_t>(axis)] = true;
  return reduced;
}

Reduced some_axes(std::string_view op, const Tensor& x, const Axes& axes) {
  Reduced reduced{};
  for (const int signed_axis : axes) {
    bool& flag = reduced[static_cast<std::size_t>(x.shape().axis(signed_axis))];
    if (flag) throw ShapeError(fmt::format("{}: the axis {} is listed twice", op, signed_axis));
    flag = true;
  }
  return reduced;
}

Shape result_shape(const Tensor& x, const Reduced& reduced, bool keepdim) {
  std::vector<Index> sizes;
  for (int axis = 0; axis < x.rank(); ++axis)
    if (!reduced[static_cast<std::size_t>(axis)])
      sizes.push_back(x.dim(axis));
    else if (keepdim)
      sizes.push_back(1);
  return Shape(std::span<const Index>(sizes));
}

Tensor reduce(const Tensor& x, const Reduced& reduced, bool keepdim, double scale) {
  Tensor y = Tensor::empty(result_shape(x, reduced, keepdim), x.dtype(), x.device());
  dispatch(Sum{x, reduced, scale, y});
  return y;
}

double mean_scale(const Tensor& x, const Reduced& reduced) {
  Index count = 1;
  for (int axis = 0; axis < x.rank(); ++axis)
    if (reduced[static_cast<std::size_t>(axis)]) count *= x.dim(axis);
  if (count == 0)
    throw ShapeError(
        fmt::format("mean: 'x' has shape {}; there is nothing to average", x.shape().to_string()));
  return 1.0 / static_cast<double>(count);
}

}  // namespace

Tensor sum(const Tensor& x) {
  require_defined("sum", "x", x);
  return reduce(x, all_axes(x), false, 1);
}

Tensor sum(const Tensor& x, const Axes& axes, bool keepdim) {
  require_defined("sum", "x", x);
  return reduce(x, some_axes("sum", x, axes), keepdim, 1);
}

Tensor mean(const Tensor& x) {
  require_defined("mean", "x", x);
  return reduce(x, all_axes(x), false, mean_scale(x, all_axes(x)));
}

Tensor mean(const Tensor& x, const Axes& axes, bool keepdim) {
  require_defined("mean", "x", x);
  const Reduced reduced = some_axes("mean", x, axes);
  return reduce(x, reduced, keepdim, mean_scale(x, reduced));
}

Tensor sum_to(const Tensor& x, const Shape& shape) {
  require_defined("sum_to", "x", x);
  if (x.shape() == shape) return x;
  if (!broadcasts_to(shape, x.shape()))
    throw ShapeError(fmt::format("sum_to: 'x' has shape {}, to which {} does not broadcast",
                                 x.shape().to_string(), shape.to_string()));
  Reduced reduced{};
  const int missing = x.rank() - shape.rank();
  for (int axis = 0; axis < x.rank(); ++axis)
    reduced[static_cast<std::size_t>(axis)] =
        axis < missing || shape[axis - missing] != x.dim(axis);
  return reduce(x, reduced, true, 1).reshape(shape);
}

}  // namespace posegrad::kernels
