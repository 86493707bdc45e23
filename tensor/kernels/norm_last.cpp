#include "tensor/kernels/norm_last.h"

#include "tensor/kernels/checks.h"

namespace posegrad::kernels {

Tensor norm_last(const Tensor& x) {
  require_defined("norm_last", "x", x);
  if (x.rank() == 0) throw ShapeError("norm_last: 'x' has shape (); at least one axis is needed");
  Tensor y = Tensor::empty(Shape(x.shape().sizes().first(static_cast<std::size_t>(x.rank() - 1))),
                           x.dtype(), x.device());
  dispatch(NormLast{x, y});
  return y;
}

Tensor norm_last_grad(const Tensor& dy, const Tensor& x, const Tensor& y) {
  require_defined("norm_last_grad", "x", x);
  require_alike("norm_last_grad", "y", y, "dy", dy);
  if (x.rank() != y.rank() + 1 || x.dim(-1) * y.numel() != x.numel())
    throw ShapeError("norm_last_grad: 'y' has shape " + y.shape().to_string() +
                     ", which is no norm of 'x' " + x.shape().to_string());
  Tensor dx = Tensor::empty(x.shape(), x.dtype(), x.device());
  dispatch(NormLastGrad{dy, x, y, dx});
  return dx;
}

}  // namespace posegrad::kernels
