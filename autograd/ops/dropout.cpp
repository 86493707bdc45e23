#include "tensor/kernels/dropout.h"

#include "autograd/gradcheck_cases.h"
#include "autograd/ops.h"

namespace posegrad {

Variable dropout(const Variable& x, double p, RandomKey key, const Tensor& offset,
                 const RandomPlaces& places) {
  // The op is linear in x, with a diagonal matrix: its gradient is the op on dy.
  return record("dropout", kernels::dropout(x.value(), p, key, offset, places), {x},
                [p, key, offset, places](const Tensor& dy, const Wants&) -> Grads {
                  return {kernels::dropout(dy, p, key, offset, places)};
                });
}

namespace {

GradcheckFunction with_probability(double p) {
  return [p](auto& in) { return dropout(in[0], p, {11, 5}); };
}
const GradcheckCases kDropout{"dropout",
                              {{"p = 0", "x (5, 7)", with_probability(0)},
                               {"p = 0.4", "x (5, 7)", with_probability(0.4)},
                               {"p = 1", "x (5, 7)", with_probability(1)}}};

}  // namespace

}  // namespace posegrad
