#include "tensor/kernels/cast.h"

#include <fmt/format.h>

#include "tensor/kernels/checks.h"

namespace posegrad::kernels {

Tensor cast(const Tensor& x, DType dtype) {
  require_defined("cast", "x", x);
  if (x.dtype() == DType::i64 || dtype == DType::i64)
    throw DTypeError(fmt::format("cast: from {} to {}; it works on f32, f64 and bf16",
                                 name_of(x.dtype()), name_of(dtype)));
  if (x.dtype() == dtype) return x;
  Tensor y = Tensor::empty(x.shape(), dtype, x.device());
  dispatch(Cast{x, y});
  return y;
}

}  // namespace posegrad::kernels
