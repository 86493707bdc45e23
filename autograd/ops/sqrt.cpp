#include "autograd/ops/sqrt.h"

#include "tensor/kernels/affine.h"
#include "tensor/kernels/elementwise.h"
#include "tensor/kernels/sqrt.h"

namespace posegrad {

Variable sqrt(const Variable& x) {
  Tensor y = kernels::sqrt(x.value());
  // dx = dy / (2 y)
  return record("sqrt", y, {x}, [y](const Tensor& dy, const Wants&) -> Grads {
    return {kernels::div(kernels::affine(dy, 0.5), y)};
  });
}

}  // namespace posegrad
