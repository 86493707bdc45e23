#include "autograd/ops/dropout.h"

#include "tensor/kernels/dropout.h"

namespace posegrad {

Variable dropout(const Variable& x, double p, RandomKey key, const Tensor& offset) {
  // The op is linear in x, with a diagonal matrix: its gradient is the op on dy.
  return record("dropout", kernels::dropout(x.value(), p, key, offset), {x},
                [p, key, offset](const Tensor& dy, const Wants&) -> Grads {
                  return {kernels::dropout(dy, p, key, offset)};
                });
}

}  // namespace posegrad
