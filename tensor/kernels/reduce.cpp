#include "tensor/kernels/reduce.h"

#include <fmt/format.h>

namespace posegrad::kernels {
namespace {

using Reduced = std::array<bool, Shape::kMaxRank>;

Reduced all_axes() {
  Reduced reduced;
  reduced.fill(true);
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
  Sum op{x, reduced, scale};
  const Dims dims(op);
  op.y = Tensor::empty(result_shape(x, reduced, keepdim), x.dtype(), x.device());
  return result_of(op, dims);
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

Tensor sum(const Tensor& x) { return reduce(x, all_axes(), false, 1); }

Tensor sum(const Tensor& x, const Axes& axes, bool keepdim) {
  return reduce(x, some_axes("sum", x, axes), keepdim, 1);
}

Tensor mean(const Tensor& x) { return reduce(x, all_axes(), false, mean_scale(x, all_axes())); }

Tensor mean(const Tensor& x, const Axes& axes, bool keepdim) {
  const Reduced reduced = some_axes("mean", x, axes);
  return reduce(x, reduced, keepdim, mean_scale(x, reduced));
}

Tensor sum_to(const Tensor& x, const Shape& shape) {
  if (x.shape() == shape) return x;
  const int missing = x.rank() - shape.rank();
  bool broadcasts = missing >= 0;
  Reduced reduced{};
  for (int axis = 0; broadcasts && axis < x.rank(); ++axis) {
    const Index size = axis < missing ? 1 : shape[axis - missing];
    broadcasts = size == 1 || size == x.dim(axis);
    reduced[static_cast<std::size_t>(axis)] = axis < missing || size != x.dim(axis);
  }
  if (!broadcasts)
    throw ShapeError(fmt::format("sum_to: 'x' has shape {}, to which {} does not broadcast",
                                 x.shape().to_string(), shape.to_string()));
  return reduce(x, reduced, true, 1).reshape(shape);
}

Reference Sum::reference(int, Index element) const {
  // Where the element's first term lies, and along each axis how many terms, and how far apart.
  std::array<Index, Shape::kMaxRank> count{}, step{};
  Index first = 0, stride = 1, terms = 1;
  for (int axis = x.rank() - 1; axis >= 0; --axis) {
    const auto a = static_cast<std::size_t>(axis);
    const Index size = x.dim(axis);
    step[a] = stride;
    count[a] = reduced[a] ? size : 1;
    terms *= count[a];
    if (!reduced[a]) {
      first += element % size * stride;
      element /= size;
    }
    stride *= size;
  }
  ReferenceSum sum;
  for (Index term = 0; term < terms; ++term) {
    Index at = first, rest = term;
    for (std::size_t a = 0; a < count.size() && terms > 0; ++a) {
      if (count[a] <= 1) continue;
      at += rest % count[a] * step[a];
      rest /= count[a];
    }
    sum.add(scale * x.at(at));
  }
  Reference result = sum.result();
  // Shorter numbers are added up in double: one rounding of the result, and 2^-29 of one for each
  // term.
  if (y.dtype() != DType::f64) result.roundings = 2 + 0x1p-29 * static_cast<double>(terms);
  return result;
}

}  // namespace posegrad::kernels
