#include "autograd/ops/matmul.h"

namespace posegrad {

Variable matmul(const Variable& a, const Variable& b, MatmulOptions options) {
  // With A = op(a), B = op(b):  dA = dy B^T, dB = A^T dy; transposed where a or b was.
  return record("matmul", kernels::matmul(a.value(), b.value(), options), {a, b},
                [a = a.value(), b = b.value(), ta = options.transpose_a, tb = options.transpose_b](
                    const Tensor& dy, const Wants& wants) -> Grads {
                  Tensor da, db;
                  if (wants[0])
                    da = ta ? kernels::matmul(b, dy, {.transpose_a = tb, .transpose_b = true})
                            : kernels::matmul(dy, b, {.transpose_b = !tb});
                  if (wants[1])
                    db = tb ? kernels::matmul(dy, a, {.transpose_a = true, .transpose_b = ta})
                            : kernels::matmul(a, dy, {.transpose_a = !ta});
                  return {da, db};
                });
}

}  // namespace posegrad
