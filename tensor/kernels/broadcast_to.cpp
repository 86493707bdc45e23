#include "tensor/kernels/broadcast_to.h"

#include "tensor/kernels/broadcast.h"
#include "tensor/kernels/checks.h"

namespace posegrad::kernels {

Tensor broadcast_to(const Tensor& x, const Shape& shape) {
  require_defined("broadcast_to", "x", x);
  if (!broadcasts_to(x.shape(), shape))
    throw ShapeError("broadcast_to: 'x' has shape " + x.shape().to_string() +
                     ", which does not broadcast to " + shape.to_string());
  Tensor y = Tensor::empty(shape, x.dtype(), x.device());
  dispatch(BroadcastTo{x, y});
  return y;
}

}  // namespace posegrad::kernels
