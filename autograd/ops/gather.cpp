#include "autograd/ops/gather.h"

#include "tensor/kernels/gather.h"

namespace posegrad {

Variable gather(const Variable& x, int axis, const Tensor& positions) {
  // dx[i] = sum of dy[p] over the p whose position is i
  return record("gather", kernels::gather(x.value(), axis, positions), {x},
                [axis, positions, L = x.dim(axis)](const Tensor& dy, const Wants&) -> Grads {
                  return {kernels::gather_grad(dy, axis, positions, L)};
                });
}

}  // namespace posegrad
