#pragma once
#include <array>

#include "tensor/tensor.h"

namespace posegrad::kernels {

/// Whether a tensor of shape `from` can be repeated to shape `to`.
bool broadcasts_to(const Shape& from, const Shape& to);
/// The number of x that lands on `element` of y: for references.
double repeated(const Tensor& x, const Tensor& y, Index element);

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
