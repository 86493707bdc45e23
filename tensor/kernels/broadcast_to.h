#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::kernels {

/// Repeats x along missing axes and axes of size 1 (tensor/kernels/broadcast.h).
struct BroadcastTo {
  static constexpr OpInfo info{
      .name = "broadcast_to",
      .formula = "y[e] = x[e], repeated",
      .shapes = "x (~E...) -> y (E...)",
      .gradient = "dx: sum(dy), over the axes along which x is repeated",
      .roundings = "0",
      .magnitude = "none: exact",
      .flops = "0",
      .stem = "broadcast_to",
  };
  Tensor x, y;
  static constexpr std::array inputs{&BroadcastTo::x};
  static constexpr std::array outputs{&BroadcastTo::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

/// Throws ShapeError when x's shape does not broadcast to `shape`.
Tensor broadcast_to(const Tensor& x, const Shape& shape);

}  // namespace posegrad::kernels
