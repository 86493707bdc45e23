#include "tensor/kernels/dropout.h"

#include <fmt/format.h>

#include "tensor/kernels/checks.h"

namespace posegrad::kernels {

Tensor dropout(const Tensor& x, double p, RandomKey key, const Tensor& offset) {
  require_defined("dropout", "x", x);
  if (!(p >= 0 && p <= 1))
    throw ValueError(fmt::format("dropout: p is {}; a probability is needed", p));
  Tensor y = Tensor::empty(x.shape(), x.dtype(), x.device());
  dispatch(Dropout{x, p, key, y, offset});
  return y;
}

}  // namespace posegrad::kernels
