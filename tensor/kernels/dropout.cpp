#include "tensor/kernels/dropout.h"

#include <fmt/format.h>

#include "tensor/kernels/dropout_mask.h"

namespace posegrad::kernels {

Tensor dropout(const Tensor& x, double p, RandomKey key, const Tensor& offset,
               const RandomPlaces& places) {
  if (!(p >= 0 && p <= 1))
    throw ValueError(fmt::format("dropout: p is {}; a probability is needed", p));
  return result_of(Dropout{x, p, key, {}, offset, places});
}

Reference Dropout::reference(int, Index element) const {
  const double word =
      random_word(shifted(key, offset), static_cast<std::uint64_t>(places.word(element)));
  if (p == 1 || word < std::floor(p * 0x1p32)) return {0, 0, 0};
  const double value = x.at(element) / (1 - p);
  return {value, std::abs(value), 3};
}

}  // namespace posegrad::kernels
