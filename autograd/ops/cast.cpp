#include "autograd/ops/cast.h"

#include "tensor/kernels/cast.h"

namespace posegrad {

Variable cast(const Variable& x, DType dtype) {
  if (x.dtype() == dtype) return x;
  // dx = dy
  return record("cast", kernels::cast(x.value(), dtype), {x},
                [from = x.dtype()](const Tensor& dy, const Wants&) -> Grads {
                  return {kernels::cast(dy, from)};
                });
}

}  // namespace posegrad
