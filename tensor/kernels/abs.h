#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::kernels {

struct Abs {
  static constexpr OpInfo info{
      .name = "abs",
      .formula = "y[e] = |x[e]|",
      .shapes = "x (E...) -> y (E...)",
      .gradient = "dx: abs_grad(dy, x)",
      .roundings = "0",
      .magnitude = "none: exact",
      .flops = "E",
      .stem = "abs",
  };
  Tensor x, y;
  static constexpr std::array inputs{&Abs::x};
  static constexpr std::array outputs{&Abs::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

struct AbsGrad {
  static constexpr OpInfo info{
      .name = "abs_grad",
      .formula = "dx[e] = sign(x[e]) dy[e], 0 where x[e] = 0",
      .shapes = "dy (E...), x (E...) -> dx (E...)",
      .gradient = "none: it is the gradient of abs itself",
      .roundings = "0",
      .magnitude = "none: exact",
      .flops = "E",
      .stem = "abs",
  };
  Tensor dy, x, dx;
  static constexpr std::array inputs{&AbsGrad::dy, &AbsGrad::x};
  static constexpr std::array outputs{&AbsGrad::dx};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

Tensor abs(const Tensor& x);
Tensor abs_grad(const Tensor& dy, const Tensor& x);

}  // namespace posegrad::kernels
