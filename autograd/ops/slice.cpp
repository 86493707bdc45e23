#include "autograd/ops/slice.h"

#include "autograd/gradcheck_cases.h"
#include "autograd/ops/arithmetic.h"
namespace posegrad {

Variable slice(const Variable& x, int axis, SliceRange range) {
  // dx is dy at the positions of the slice, 0 elsewhere
  return record("slice", kernels::slice(x.value(), axis, range), {x},
                [axis, range, L = x.dim(axis)](const Tensor& dy, const Wants&) -> Grads {
                  return {Gradient::of_slice(dy, axis, range, L)};
                });
}

namespace {

using In = GradcheckValues;

const GradcheckCases kSlice{"slice",
                            {
                                {"first axis", "x (5, 3)",
                                 [](const In& in) {
                                   return slice(in[0], 0, {1, 4, 1});
                                 }},
                                {"last axis", "x (5, 7)",
                                 [](const In& in) {
                                   return slice(in[0], -1, {2, 6, 1});
                                 }},
                                {"middle axis, step", "x (2, 11, 3)",
                                 [](const In& in) {
                                   return slice(in[0], 1, {1, 10, 3});
                                 }},
                                {"step beyond", "x (2, 5)",
                                 [](const In& in) {
                                   return slice(in[0], 1, {1, 5, 9});
                                 }},
                                {"with other uses of x", "x (2, 5, 3)",
                                 [](const In& in) {
                                   return slice(in[0], 1, {0, 5, 2}) * slice(in[0], 1, {1, 4, 1}) +
                                          slice(in[0] * in[0], 1, {2, 5, 1});
                                 }},
                            }};

}  // namespace

}  // namespace posegrad
