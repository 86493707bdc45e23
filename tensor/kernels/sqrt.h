#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::kernels {

struct Sqrt {
  static constexpr OpInfo info{
      .name = "sqrt",
      .formula = "y[e] = sqrt(x[e])",
      .shapes = "x (E...) -> y (E...)",
      .gradient = "dx: div(affine(dy, 0.5), y)",
      .roundings = "1",
      .magnitude = "|y|",
      .flops = "E",
      .stem = "sqrt",
  };
  Tensor x, y;
  static constexpr std::array inputs{&Sqrt::x};
  static constexpr std::array outputs{&Sqrt::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

Tensor sqrt(const Tensor& x);

}  // namespace posegrad::kernels
