#include "tensor/kernels/sqrt.h"

#include "tensor/kernels/checks.h"

namespace posegrad::kernels {

Tensor sqrt(const Tensor& x) {
  require_defined("sqrt", "x", x);
  Tensor y = Tensor::empty(x.shape(), x.dtype(), x.device());
  dispatch(Sqrt{x, y});
  return y;
}

}  // namespace posegrad::kernels
