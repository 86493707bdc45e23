#include "autograd/ops/concat.h"

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

}  // namespace posegrad
