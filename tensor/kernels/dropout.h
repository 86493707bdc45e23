#pragma once
#include <array>

#include "tensor/dispatch.h"
#include "tensor/rng.h"

namespace posegrad::kernels {

/// word(e) is word e of the stream `key` (tensor/rng.h): the same mask on every device, for any
/// number of threads. The gradient is the same op on dy, so no mask is kept.
struct Dropout {
  static constexpr OpInfo info{
      .name = "dropout",
      .formula = "y[e] = x[e] / (1 - p) where word(e) >= p 2^32, else 0",
      .shapes = "x (E...) -> y (E...)",
      .gradient = "dx: dropout(dy), with the same p and key",
      .roundings = "3",
      .magnitude = "|y|",
      .flops = "E",
      .stem = "dropout",
  };
  Tensor x;
  double p = 0;
  RandomKey key;
  Tensor y;
  static constexpr std::array inputs{&Dropout::x};
  static constexpr std::array outputs{&Dropout::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

/// Throws ValueError unless 0 <= p <= 1.
Tensor dropout(const Tensor& x, double p, RandomKey key);

}  // namespace posegrad::kernels
