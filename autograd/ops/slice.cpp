#include "tensor/kernels/slice.h"

#include <iterator>
#include <vector>

#include "autograd/gradcheck_cases.h"
#include "autograd/ops.h"

namespace posegrad {

Variable slice(const Variable& x, int axis, SliceRange range) {
  // dx is dy at the positions of the slice, 0 elsewhere
  return record("slice", kernels::slice(x.value(), axis, range), {x},
                [axis, range, L = x.dim(axis)](const Tensor& dy, const Wants&) -> Grads {
                  return {Gradient::of_slice(dy, axis, range, L)};
                });
}

Variable concat(const Variable& a, const Variable& b, int axis) {
  return record("concat", kernels::concat(a.value(), b.value(), axis), {a, b},
                [axis, L = a.dim(axis), whole = a.dim(axis) + b.dim(axis)](
                    const Tensor& dy, const Wants& wants) -> Grads {
                  return {
                      wants[0] ? kernels::slice(dy, axis, {.start = 0, .stop = L}) : Tensor{},
                      wants[1] ? kernels::slice(dy, axis, {.start = L, .stop = whole}) : Tensor{}};
                });
}

Variable gather(const Variable& x, int axis, const Tensor& positions) {
  // dx[i] = sum of dy[p] over the p whose position is i
  return record("gather", kernels::gather(x.value(), axis, positions), {x},
                [axis, positions, L = x.dim(axis)](const Tensor& dy, const Wants&) -> Grads {
                  return {kernels::gather_grad(dy, axis, positions, L)};
                });
}

namespace {

GradcheckFunction sliced(int axis, SliceRange range) {
  return [axis, range](auto& in) { return slice(in[0], axis, range); };
}
Variable several_slices(const std::vector<Variable>& in) {
  return slice(in[0], 1, {0, 5, 2}) * slice(in[0], 1, {1, 4, 1}) +
         slice(in[0] * in[0], 1, {2, 5, 1});
}
const GradcheckCases kSlice{"slice",
                            {{"first axis", "x (5, 3)", sliced(0, {1, 4, 1})},
                             {"last axis", "x (5, 7)", sliced(-1, {2, 6, 1})},
                             {"middle axis, step", "x (2, 11, 3)", sliced(1, {1, 10, 3})},
                             {"step beyond", "x (2, 5)", sliced(1, {1, 5, 9})},
                             {"with other uses of x", "x (2, 5, 3)", several_slices}}};

GradcheckFunction joined(int axis) {
  return [axis](auto& in) { return concat(in[0], in[1], axis); };
}
const GradcheckCases kConcat{"concat",
                             {{"rows", "a (2, 3), b (4, 3)", joined(0)},
                              {"middle axis", "a (2, 3, 4), b (2, 5, 4)", joined(1)},
                              {"last axis", "a (2, 3, 4), b (2, 3, 1)", joined(-1)}}};

GradcheckFunction gathered(int axis, const std::vector<Index>& list) {
  return [axis, list](auto& in) {
    const Tensor positions = Tensor::from<Index>({std::ssize(list)}, list);
    return gather(in[0], axis, positions.to(in[0].value().device()));
  };
}
const GradcheckCases kGather{"gather",
                             {{"permutation", "x (4, 3)", gathered(0, {2, 0, 3, 1})},
                              {"again", "x (4, 3)", gathered(0, {1, 1, 1, 3, 1})},
                              {"middle axis", "x (2, 5, 3)", gathered(1, {4, 0, 4})},
                              {"last axis", "x (2, 5)", gathered(-1, {0, 4, 4, 2})}}};

}  // namespace

}  // namespace posegrad
