#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::kernels {

/// Between f32, f64 and bf16. To a wider type it is exact.
struct Cast {
  static constexpr OpInfo info{
      .name = "cast",
      .formula = "y[e] = x[e], rounded to another number type",
      .shapes = "x (E...) -> y (E...)",
      .gradient = "dx: cast(dy), back to x's type",
      .roundings = "1",
      .magnitude = "|x|",
      .flops = "0",
      .bytes = "(size(x) + size(y))*E",
      .stem = "cast",
  };
  Tensor x, y;
  static constexpr std::array inputs{&Cast::x};
  static constexpr std::array outputs{&Cast::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

/// x itself if it has the type already. Throws DTypeError for integers.
Tensor cast(const Tensor& x, DType dtype);

}  // namespace posegrad::kernels
