#include "tensor/kernels/abs.h"

#include "tensor/kernels/checks.h"

namespace posegrad::kernels {

Tensor abs(const Tensor& x) {
  require_defined("abs", "x", x);
  Tensor y = Tensor::empty(x.shape(), x.dtype(), x.device());
  dispatch(Abs{x, y});
  return y;
}

Tensor abs_grad(const Tensor& dy, const Tensor& x) {
  require_alike("abs_grad", "dy", dy, "x", x);
  Tensor dx = Tensor::empty(x.shape(), x.dtype(), x.device());
  dispatch(AbsGrad{dy, x, dx});
  return dx;
}

}  // namespace posegrad::kernels
