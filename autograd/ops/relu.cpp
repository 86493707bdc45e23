#include "autograd/ops/relu.h"

#include "tensor/kernels/relu.h"

namespace posegrad {

Variable relu(const Variable& x) {
  Tensor y = kernels::relu(x.value());
  // dx = dy where y > 0
  return record("relu", y, {x}, [y](const Tensor& dy, const Wants&) -> Grads {
    return {kernels::relu_grad(dy, y)};
  });
}

}  // namespace posegrad
