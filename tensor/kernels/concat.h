#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::kernels {

/// a (..., L_a, ...), b (..., L_b, ...) -> y (..., L_a + L_b, ...). For every number type.
struct Concat {
  static constexpr OpInfo info{
      .name = "concat",
      .formula = "y[o,i,c] = a[o,i,c] for i < L_a, b[o, i - L_a, c] behind, i along the axis",
      .shapes = "a (A..., L_a, B...), b (A..., L_b, B...) -> y (A..., L_a + L_b, B...)",
      .gradient = "da, db: slice(dy)",
      .roundings = "0",
      .magnitude = "none: exact",
      .flops = "0",
      .stem = "concat",
  };
  Tensor a, b;
  int axis = 0;
  Tensor y = {};
  static constexpr std::array inputs{&Concat::a, &Concat::b};
  static constexpr std::array outputs{&Concat::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Throws ShapeError unless the shapes agree on every other axis; negative axes count from the end.
Tensor concat(const Tensor& a, const Tensor& b, int axis);

}  // namespace posegrad::kernels
