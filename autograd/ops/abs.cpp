#include "autograd/ops/abs.h"

#include "tensor/kernels/abs.h"

namespace posegrad {

Variable abs(const Variable& x) {
  // dx = sign(x) dy
  return record("abs", kernels::abs(x.value()), {x},
                [x = x.value()](const Tensor& dy, const Wants&) -> Grads {
                  return {kernels::abs_grad(dy, x)};
                });
}

}  // namespace posegrad
