#include "autograd/ops/clamp.h"

#include "tensor/kernels/clamp.h"

namespace posegrad {

Variable clamp(const Variable& x, double low, double high) {
  // dx = dy where low <= x <= high
  return record("clamp", kernels::clamp(x.value(), low, high), {x},
                [x = x.value(), low, high](const Tensor& dy, const Wants&) -> Grads {
                  return {kernels::clamp_grad(dy, x, low, high)};
                });
}

}  // namespace posegrad
