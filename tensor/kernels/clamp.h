#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::kernels {

/// The bounds are rounded to the tensor's type first. A NaN stays a NaN.
struct Clamp {
  static constexpr OpInfo info{
      .name = "clamp",
      .formula = "y[e] = min(max(x[e], low), high)",
      .shapes = "x (E...) -> y (E...)",
      .gradient = "dx: clamp_grad(dy, x)",
      .roundings = "0",
      .magnitude = "none: exact",
      .flops = "2*E",
      .stem = "clamp",
  };
  Tensor x;
  double low = 0, high = 0;
  Tensor y;
  static constexpr std::array inputs{&Clamp::x};
  static constexpr std::array outputs{&Clamp::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

/// The gradient passes at the bounds themselves.
struct ClampGrad {
  static constexpr OpInfo info{
      .name = "clamp_grad",
      .formula = "dx[e] = dy[e] where low <= x[e] <= high, else 0",
      .shapes = "dy (E...), x (E...) -> dx (E...)",
      .gradient = "none: it is the gradient of clamp itself",
      .roundings = "0",
      .magnitude = "none: exact",
      .flops = "2*E",
      .stem = "clamp",
  };
  Tensor dy, x;
  double low = 0, high = 0;
  Tensor dx;
  static constexpr std::array inputs{&ClampGrad::dy, &ClampGrad::x};
  static constexpr std::array outputs{&ClampGrad::dx};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

/// Throw ValueError unless low <= high.
Tensor clamp(const Tensor& x, double low, double high);
Tensor clamp_grad(const Tensor& dy, const Tensor& x, double low, double high);

}  // namespace posegrad::kernels
