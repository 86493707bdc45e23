#include "tensor/shape.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tensor/error.h"

namespace posegrad {

Shape::Shape(std::initializer_list<Index> sizes)
    : Shape(std::span<const Index>(sizes.begin(), sizes.size())) {}

Shape::Shape(std::span<const Index> sizes) {
  if (sizes.size() > kMaxRank)
    throw ShapeError(
        fmt::format("a shape has {} axes; at most {} are possible", sizes.size(), kMaxRank));
  for (const Index size : sizes) {
    if (size < 0) throw ShapeError(fmt::format("a shape has an axis of size {}", size));
    if (__builtin_mul_overflow(numel_, size, &numel_))
      throw ShapeError(fmt::format("the shape ({}) has more elements than can be counted",
                                   fmt::join(sizes, ", ")));
    sizes_[static_cast<std::size_t>(rank_++)] = size;
  }
}

int Shape::axis(int signed_axis) const {
  const int axis = signed_axis < 0 ? signed_axis + rank_ : signed_axis;
  if (axis < 0 || axis >= rank_)
    throw ShapeError(fmt::format("the shape {} has no axis {}", to_string(), signed_axis));
  return axis;
}

Shape Shape::with(int axis_to_change, Index size) const {
  auto sizes = sizes_;
  sizes[static_cast<std::size_t>(axis(axis_to_change))] = size;
  return Shape(std::span<const Index>(sizes.data(), static_cast<std::size_t>(rank_)));
}

std::string Shape::to_string() const {
  return rank_ == 1 ? fmt::format("({},)", sizes_[0])
                    : fmt::format("({})", fmt::join(sizes(), ", "));
}

}  // namespace posegrad
