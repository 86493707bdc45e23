#include "autograd/gradcheck_cases.h"
#include "autograd/ops.h"

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

namespace {

GradcheckFunction product(MatmulOptions options) {
  return [options](auto& in) { return matmul(in[0], in[1], options); };
}
const GradcheckCases kMatmul{
    "matmul",
    {{"plain", "a (4, 3), b (3, 5)", product({})},
     {"b transposed", "a (4, 3), b (5, 3)", product({.transpose_b = true})},
     {"a transposed", "a (3, 4), b (3, 5)", product({.transpose_a = true})},
     {"both transposed", "a (3, 4), b (5, 3)", product({.transpose_a = true, .transpose_b = true})},
     {"no terms", "a (4, 0), b (0, 5)", product({})},
     {"one number", "a (1, 1), b (1, 1)", product({})},
     {"one matrix twice", "a (3, 3)", [](auto& in) { return matmul(in[0], in[0]); }}}};

}  // namespace

}  // namespace posegrad
