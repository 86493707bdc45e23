#include "tensor/kernels/arithmetic.h"

namespace posegrad::kernels {

void add_into(const Tensor& sum, const Tensor& x) { result_of(AddInto{sum, x, sum}); }

Tensor broadcast_to(const Tensor& x, const Shape& shape) {
  if (!x.defined()) throw ShapeError("broadcast_to: 'x' is empty");
  return result_of(BroadcastTo{x, Tensor::empty(shape, x.dtype(), x.device())});
}

}  // namespace posegrad::kernels
