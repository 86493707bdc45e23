#include "autograd/ops/reshape.h"

namespace posegrad {

Variable reshape(const Variable& x, const Shape& shape) {
  return record(
      "reshape", x.value().reshape(shape), {x},
      [from = x.shape()](const Tensor& dy, const Wants&) -> Grads { return {dy.reshape(from)}; });
}

}  // namespace posegrad
