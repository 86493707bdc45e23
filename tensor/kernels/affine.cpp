#include "tensor/kernels/affine.h"

#include "tensor/kernels/checks.h"

namespace posegrad::kernels {

Tensor affine(const Tensor& x, double scale, double shift) {
  require_defined("affine", "x", x);
  Tensor y = Tensor::empty(x.shape(), x.dtype(), x.device());
  dispatch(Affine{x, scale, shift, y});
  return y;
}

}  // namespace posegrad::kernels
