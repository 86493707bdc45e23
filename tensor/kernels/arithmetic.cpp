#include "tensor/kernels/arithmetic.h"

#include <algorithm>

namespace posegrad::kernels {
namespace {

// Size of the axis that lies over axis `axis` of a shape of rank `rank`, aligned at the last axis.
Index aligned_size(const Shape& shape, int axis, int rank) {
  const int own = axis - (rank - shape.rank());
  return own < 0 ? 1 : shape[own];
}

}  // namespace

double repeated(const Tensor& x, const Tensor& y, Index element) {
  const Shape &from = x.shape(), &to = y.shape();
  Index source = 0, step = 1;
  for (int axis = to.rank() - 1; axis >= 0; --axis) {
    const Index size = aligned_size(from, axis, to.rank()), position = element % to[axis];
    element /= to[axis];
    if (size != 1) source += position * step;
    step *= size;
  }
  return x.at(source);
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

void add_into(const Tensor& sum, const Tensor& x) { result_of(AddInto{sum, x, sum}); }

Tensor broadcast_to(const Tensor& x, const Shape& shape) {
  if (!x.defined()) throw ShapeError("broadcast_to: 'x' is empty");
  return result_of(BroadcastTo{x, Tensor::empty(shape, x.dtype(), x.device())});
}

}  // namespace posegrad::kernels
