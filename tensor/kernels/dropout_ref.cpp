#include "tensor/kernels/dropout.h"
#include "tensor/kernels/dropout_mask.h"

namespace posegrad::kernels {

Reference Dropout::reference(int, Index element) const {
  const double word = random_word(shifted(key, offset), static_cast<std::uint64_t>(element));
  if (p == 1 || word < std::floor(p * 0x1p32)) return {0, 0, 0};
  const double value = x.at(element) / (1 - p);
  return {value, std::abs(value), 3};
}

double Dropout::flops() const { return static_cast<double>(y.numel()); }

}  // namespace posegrad::kernels
