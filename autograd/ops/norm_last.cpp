#include "tensor/kernels/norm_last.h"

#include "autograd/gradcheck_cases.h"
#include "autograd/ops.h"

namespace posegrad {

Variable norm_last(const Variable& x) {
  Tensor y = kernels::norm_last(x.value());
  // dx[r,d] = dy[r] x[r,d] / y[r]
  return record("norm_last", y, {x}, [x = x.value(), y](const Tensor& dy, const Wants&) -> Grads {
    return {kernels::norm_last_grad(dy, x, y)};
  });
}

namespace {

const GradcheckCases kNormLast{
    "norm_last",
    {{"points", "x (2, 4, 3) away from 0", [](auto& in) { return norm_last(in[0]); }},
     {"one axis", "x (5) away from 0", [](auto& in) { return norm_last(in[0]); }},
     {"rows of one number", "x (4, 1) away from 0", [](auto& in) { return norm_last(in[0]); }}}};

}  // namespace

}  // namespace posegrad
