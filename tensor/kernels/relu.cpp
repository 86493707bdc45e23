#include "tensor/kernels/relu.h"

#include "tensor/kernels/checks.h"

namespace posegrad::kernels {

Tensor relu(const Tensor& x) {
  require_defined("relu", "x", x);
  Tensor y = Tensor::empty(x.shape(), x.dtype(), x.device());
  dispatch(Relu{x, y});
  return y;
}

Tensor relu_grad(const Tensor& dy, const Tensor& y) {
  require_alike("relu_grad", "dy", dy, "y", y);
  Tensor dx = Tensor::empty(y.shape(), y.dtype(), y.device());
  dispatch(ReluGrad{dy, y, dx});
  return dx;
}

}  // namespace posegrad::kernels
