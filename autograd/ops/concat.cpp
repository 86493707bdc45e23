#include "autograd/ops/concat.h"

#include "autograd/gradcheck_cases.h"
#include "tensor/kernels/concat.h"
#include "tensor/kernels/slice.h"

namespace posegrad {

Variable concat(const Variable& a, const Variable& b, int axis) {
  return record("concat", kernels::concat(a.value(), b.value(), axis), {a, b},
                [axis, L = a.dim(axis), whole = a.dim(axis) + b.dim(axis)](
                    const Tensor& dy, const Wants& wants) -> Grads {
                  return {
                      wants[0] ? kernels::slice(dy, axis, {.start = 0, .stop = L}) : Tensor{},
                      wants[1] ? kernels::slice(dy, axis, {.start = L, .stop = whole}) : Tensor{}};
                });
}

namespace {

using In = GradcheckValues;

const GradcheckCases kConcat{
    "concat",
    {
        {"rows", "a (2, 3), b (4, 3)", [](const In& in) { return concat(in[0], in[1], 0); }},
        {"middle axis", "a (2, 3, 4), b (2, 5, 4)",
         [](const In& in) { return concat(in[0], in[1], 1); }},
        {"last axis", "a (2, 3, 4), b (2, 3, 1)",
         [](const In& in) { return concat(in[0], in[1], -1); }},
    }};

}  // namespace

}  // namespace posegrad
