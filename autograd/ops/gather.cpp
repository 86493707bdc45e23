#include "tensor/kernels/gather.h"

#include <iterator>
#include <vector>

#include "autograd/gradcheck_cases.h"
#include "autograd/ops.h"

namespace posegrad {

Variable gather(const Variable& x, int axis, const Tensor& positions) {
  // dx[i] = sum of dy[p] over the p whose position is i
  return record("gather", kernels::gather(x.value(), axis, positions), {x},
                [axis, positions, L = x.dim(axis)](const Tensor& dy, const Wants&) -> Grads {
                  return {kernels::gather_grad(dy, axis, positions, L)};
                });
}

namespace {

GradcheckFunction gathered(int axis, const std::vector<Index>& list) {
  return [axis, list](auto& in) {
    const Tensor positions = Tensor::from<Index>({std::ssize(list)}, list);
    return gather(in[0], axis, positions.to(in[0].value().device()));
  };
}
const GradcheckCases kGather{"gather",
                             {
                                 {"permutation", "x (4, 3)", gathered(0, {2, 0, 3, 1})},
                                 {"again", "x (4, 3)", gathered(0, {1, 1, 1, 3, 1})},
                                 {"middle axis", "x (2, 5, 3)", gathered(1, {4, 0, 4})},
                                 {"last axis", "x (2, 5)", gathered(-1, {0, 4, 4, 2})},
                             }};

}  // namespace

}  // namespace posegrad
