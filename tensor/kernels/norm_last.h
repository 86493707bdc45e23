#pragma once
#include <array>
#include <cmath>

#include "tensor/compiler.h"
#include "tensor/dispatch.h"

namespace posegrad::kernels {

/// Euclidean norm over the last axis.  x (..., D) -> y (...). Squares are added in double: nothing
/// under- or overflows. of_row is the kernel on CPU and GPU.
struct NormLast {
  static constexpr OpInfo info{
      .name = "norm_last",
      .formula = "y[r] = sqrt(sum_d x[r,d]^2)",
      .shapes = "x (E..., D) -> y (E...)",
      .gradient = "dx: norm_last_grad(dy, x, y)",
      .roundings = "2 + D*u64/u",
      .magnitude = "|y|",
      .flops = "2*E*D + E",
  };
  Tensor x, y = {};
  static constexpr std::array inputs{&NormLast::x};
  static constexpr std::array outputs{&NormLast::y};
  template <class T>
  static POSEGRAD_HOST_DEVICE T of_row(Index D, const T* x) {
    double sum = 0;
    for (Index d = 0; d < D; ++d) sum += static_cast<double>(x[d]) * static_cast<double>(x[d]);
    return static_cast<T>(std::sqrt(sum));
  }
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// dy (...), x (..., D), y = norm_last(x) -> dx (..., D).  A row of zeros has the gradient 0.
struct NormLastGrad {
  static constexpr OpInfo info{
      .name = "norm_last_grad",
      .formula = "dx[r,d] = dy[r] x[r,d] / y[r], 0 where y[r] = 0",
      .shapes = "dy (E...), x (E..., D), y (E...) -> dx (E..., D)",
      .gradient = "none: it is the gradient of norm_last itself",
      .roundings = "3",
      .magnitude = "|dx|",
      .flops = "E*D + E",
      .stem = "norm_last",
  };
  Tensor dy, x, y, dx = {};
  static constexpr std::array inputs{&NormLastGrad::dy, &NormLastGrad::x, &NormLastGrad::y};
  static constexpr std::array outputs{&NormLastGrad::dx};
  template <class T>
  static POSEGRAD_HOST_DEVICE void of_row(Index D, T dy, const T* x, T y, T* dx) {
    const double factor = y == 0 ? 0.0 : static_cast<double>(dy) / static_cast<double>(y);
    for (Index d = 0; d < D; ++d) dx[d] = static_cast<T>(factor * static_cast<double>(x[d]));
  }
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Throw ShapeError for a tensor without axes.
Tensor norm_last(const Tensor& x);
Tensor norm_last_grad(const Tensor& dy, const Tensor& x, const Tensor& y);

}  // namespace posegrad::kernels
