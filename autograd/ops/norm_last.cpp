#include "autograd/ops/norm_last.h"

#include "tensor/kernels/norm_last.h"

namespace posegrad {

Variable norm_last(const Variable& x) {
  Tensor y = kernels::norm_last(x.value());
  // dx[r,d] = dy[r] x[r,d] / y[r]
  return record("norm_last", y, {x}, [x = x.value(), y](const Tensor& dy, const Wants&) -> Grads {
    return {kernels::norm_last_grad(dy, x, y)};
  });
}

}  // namespace posegrad
