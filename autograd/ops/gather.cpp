#include "autograd/ops/gather.h"

#include <initializer_list>
#include <iterator>

#include "autograd/gradcheck_cases.h"
#include "tensor/kernels/slice.h"

namespace posegrad {

Variable gather(const Variable& x, int axis, const Tensor& positions) {
  // dx[i] = sum of dy[p] over the p whose position is i
  return record("gather", kernels::gather(x.value(), axis, positions), {x},
                [axis, positions, L = x.dim(axis)](const Tensor& dy, const Wants&) -> Grads {
                  return {kernels::gather_grad(dy, axis, positions, L)};
                });
}

namespace {

using In = GradcheckValues;

// Where the case's numbers lie.
Tensor positions(const In& in, std::initializer_list<Index> list) {
  return Tensor::from<Index>({std::ssize(list)}, list).to(in[0].value().device());
}

const GradcheckCases kGather{"gather",
                             {
                                 {"permutation", "x (4, 3)",
                                  [](const In& in) {
                                    return gather(in[0], 0, positions(in, {2, 0, 3, 1}));
                                  }},
                                 {"again", "x (4, 3)",
                                  [](const In& in) {
                                    return gather(in[0], 0, positions(in, {1, 1, 1, 3, 1}));
                                  }},
                                 {"middle axis", "x (2, 5, 3)",
                                  [](const In& in) {
                                    return gather(in[0], 1, positions(in, {4, 0, 4}));
                                  }},
                                 {"last axis", "x (2, 5)",
                                  [](const In& in) {
                                    return gather(in[0], -1, positions(in, {0, 4, 4, 2}));
                                  }},
                             }};

}  // namespace

}  // namespace posegrad
