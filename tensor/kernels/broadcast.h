#pragma once
#include <array>
#include <string_view>

#include "tensor/tensor.h"

namespace posegrad::kernels {

/// Shape of an elementwise result by NumPy's rule: shapes are aligned at their last axes, a missing
/// axis counts as 1, and an axis of size 1 is repeated. Throws ShapeError, DTypeError when a and b
/// do not go together.
Shape broadcast_shape(std::string_view op, const Tensor& a, const Tensor& b);
/// Whether a tensor of shape `from` can be repeated to shape `to`.
bool broadcasts_to(const Shape& from, const Shape& to);
/// The element of a tensor of shape `from` that lands on `element` of `to`.
Index broadcast_source(const Shape& from, const Shape& to, Index element);

/// How a walk over a result moves through two operands. Neighbouring axes on which each operand
/// either moves or stays are merged, so that (N, L, C) + (C) is two axes (N*L, C), and equal shapes
/// are one.
struct BroadcastLayout {
  BroadcastLayout(const Shape& a, const Shape& b, const Shape& result);

  struct Axis {
    Index size = 1, step_a = 1, step_b = 1;  // steps in elements; 0: the operand is repeated
  };
  std::array<Axis, Shape::kMaxRank> axes;  // outermost first
  int rank = 0;                            // at least 1
};

}  // namespace posegrad::kernels
