#include "tensor/kernels/broadcast.h"

#include <algorithm>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::kernels {
namespace {

// Size of the axis that lies over axis `axis` of a shape of rank `rank`, aligned at the last axis.
Index aligned_size(const Shape& shape, int axis, int rank) {
  const int own = axis - (rank - shape.rank());
  return own < 0 ? 1 : shape[own];
}

}  // namespace

Shape broadcast_shape(std::string_view op, const Tensor& a, const Tensor& b) {
  if (!a.defined() || !b.defined())
    throw ShapeError(fmt::format("{}: '{}' is empty", op, a.defined() ? "b" : "a"));
  if (a.dtype() != b.dtype())
    throw DTypeError(fmt::format("{}: 'b' holds {}, but 'a' holds {}", op, name_of(b.dtype()),
                                 name_of(a.dtype())));
  const int rank = std::max(a.rank(), b.rank());
  std::array<Index, Shape::kMaxRank> sizes{};
  for (int axis = 0; axis < rank; ++axis) {
    const Index size_a = aligned_size(a.shape(), axis, rank),
                size_b = aligned_size(b.shape(), axis, rank);
    if (size_a != size_b && size_a != 1 && size_b != 1)
      throw ShapeError(fmt::format("{}: 'b' has shape {}, which does not broadcast with 'a' {}", op,
                                   b.shape().to_string(), a.shape().to_string()));
    sizes[static_cast<std::size_t>(axis)] = size_a == 1 ? size_b : size_a;
  }
  return Shape(std::span<const Index>(sizes.data(), static_cast<std::size_t>(rank)));
}

bool broadcasts_to(const Shape& from, const Shape& to) {
  if (from.rank() > to.rank()) return false;
  for (int axis = 0; axis < to.rank(); ++axis) {
    const Index size = aligned_size(from, axis, to.rank());
    if (size != 1 && size != to[axis]) return false;
  }
  return true;
}

Index broadcast_source(const Shape& from, const Shape& to, Index element) {
  Index source = 0, step = 1;
  for (int axis = to.rank() - 1; axis >= 0; --axis) {
    const Index size = aligned_size(from, axis, to.rank()), position = element % to[axis];
    element /= to[axis];
    if (size != 1) source += position * step;
    step *= size;
  }
  return source;
}

BroadcastLayout::BroadcastLayout(const Shape& a, const Shape& b, const Shape& result) {
  std::array<Axis, Shape::kMaxRank> inner_first;
  Index step_a = 1, step_b = 1;
  for (int axis = result.rank() - 1; axis >= 0; --axis) {
    const Index size = result[axis];
    if (size == 1) continue;
    const Index size_a = aligned_size(a, axis, result.rank()),
                size_b = aligned_size(b, axis, result.rank());
    const Axis next{size, size_a == 1 ? 0 : step_a, size_b == 1 ? 0 : step_b};
    step_a *= size_a;
    step_b *= size_b;
    if (rank > 0) {
      Axis& last = inner_first[static_cast<std::size_t>(rank - 1)];
      if (next.step_a == last.step_a * last.size && next.step_b == last.step_b * last.size) {
        last.size *= size;
        continue;
      }
    }
    inner_first[static_cast<std::size_t>(rank++)] = next;
  }
  rank = std::max(rank, 1);
  std::reverse_copy(inner_first.begin(), inner_first.begin() + rank, axes.begin());
}

}  // namespace posegrad::kernels
