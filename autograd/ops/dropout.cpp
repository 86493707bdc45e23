#include "autograd/ops/dropout.h"

#include "autograd/gradcheck_cases.h"
#include "tensor/kernels/dropout.h"

namespace posegrad {

Variable dropout(const Variable& x, double p, RandomKey key, const Tensor& offset) {
  // The op is linear in x, with a diagonal matrix: its gradient is the op on dy.
  return record("dropout", kernels::dropout(x.value(), p, key, offset), {x},
                [p, key, offset](const Tensor& dy, const Wants&) -> Grads {
                  return {kernels::dropout(dy, p, key, offset)};
                });
}

namespace {

using In = GradcheckValues;

const GradcheckCases kDropout{"dropout",
                              {
                                  {"p = 0", "x (5, 7)",
                                   [](const In& in) {
                                     return dropout(in[0], 0, {11, 5});
                                   }},
                                  {"p = 0.4", "x (5, 7)",
                                   [](const In& in) {
                                     return dropout(in[0], 0.4, {11, 5});
                                   }},
                                  {"p = 1", "x (5, 7)",
                                   [](const In& in) {
                                     return dropout(in[0], 1, {11, 5});
                                   }},
                              }};

}  // namespace

}  // namespace posegrad
