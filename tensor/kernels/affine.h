#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::kernels {

struct Affine {
  static constexpr OpInfo info{
      .name = "affine",
      .formula = "y[e] = scale x[e] + shift",
      .shapes = "x (E...) -> y (E...)",
      .gradient = "dx: affine(dy), with the same scale and no shift",
      .roundings = "3",
      .magnitude = "|scale x| + |shift|",
      .flops = "2*E",
      .stem = "affine",
  };
  Tensor x;
  double scale = 1, shift = 0;
  Tensor y;
  static constexpr std::array inputs{&Affine::x};
  static constexpr std::array outputs{&Affine::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

Tensor affine(const Tensor& x, double scale, double shift = 0);

}  // namespace posegrad::kernels
