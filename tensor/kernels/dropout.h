#pragma once
#include <array>

#include "tensor/dispatch.h"
#include "tensor/rng.h"

namespace posegrad::kernels {

/// word(e) is word places.word(e) of the stream `key` (tensor/rng.h): the same mask on every device, for
/// any number of threads. The gradient is the same op on dy, so no mask is kept. `offset`, where there
/// is one, is added to the key's counter: a recorded step finds there what changes from step to
/// step.
struct Dropout {
  static constexpr OpInfo info{
      .name = "dropout",
      .formula = "y[e] = x[e] / (1 - p) where word(e) >= p 2^32, else 0",
      .shapes = "x (E...), offset ()? i64 -> y (E...)",
      .gradient = "dx: dropout(dy), with the same p and key",
      .roundings = "3",
      .magnitude = "|y|",
      .flops = "E",
  };
  Tensor x;
  double p = 0;
  RandomKey key = {};
  Tensor y = {};
  Tensor offset = {};
  RandomPlaces places = {};
  static constexpr std::array inputs{&Dropout::x, &Dropout::offset};
  static constexpr std::array outputs{&Dropout::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Throws ValueError unless 0 <= p <= 1.
Tensor dropout(const Tensor& x, double p, RandomKey key, const Tensor& offset = {},
               const RandomPlaces& places = {});

}  // namespace posegrad::kernels
