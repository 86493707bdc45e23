#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::kernels {

/// A NaN stays a NaN.
struct Relu {
  static constexpr OpInfo info{
      .name = "relu",
      .formula = "y[e] = max(x[e], 0)",
      .shapes = "x (E...) -> y (E...)",
      .gradient = "dx: relu_grad(dy, y)",
      .roundings = "0",
      .magnitude = "none: exact",
      .flops = "E",
      .stem = "relu",
  };
  Tensor x, y;
  static constexpr std::array inputs{&Relu::x};
  static constexpr std::array outputs{&Relu::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

/// Takes relu's result, which the next op keeps anyway, instead of its input. The gradient at 0 is
/// 0.
struct ReluGrad {
  static constexpr OpInfo info{
      .name = "relu_grad",
      .formula = "dx[e] = dy[e] where y[e] > 0, else 0",
      .shapes = "dy (E...), y (E...) -> dx (E...)",
      .gradient = "none: it is the gradient of relu itself",
      .roundings = "0",
      .magnitude = "none: exact",
      .flops = "E",
      .stem = "relu",
  };
  Tensor dy, y, dx;
  static constexpr std::array inputs{&ReluGrad::dy, &ReluGrad::y};
  static constexpr std::array outputs{&ReluGrad::dx};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

Tensor relu(const Tensor& x);
Tensor relu_grad(const Tensor& dy, const Tensor& y);

}  // namespace posegrad::kernels
