#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::kernels {

/// Repeats x along missing axes and axes of size 1 (tensor/kernels/broadcast.h).
struct BroadcastTo {
  static constexpr OpInfo info{"broadcast_to", "y[e] = x[e], repeated"};
  Tensor x, y;
  static constexpr std::array inputs{&BroadcastTo::x};
  static constexpr std::array outputs{&BroadcastTo::y};
  void cpu() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

/// Throws ShapeError when x's shape does not broadcast to `shape`.
Tensor broadcast_to(const Tensor& x, const Shape& shape);

}  // namespace posegrad::kernels
