#include "autograd/ops/slice.h"

namespace posegrad {

Variable slice(const Variable& x, int axis, SliceRange range) {
  // dx is dy at the positions of the slice, 0 elsewhere
  return record("slice", kernels::slice(x.value(), axis, range), {x},
                [axis, range, L = x.dim(axis)](const Tensor& dy, const Wants&) -> Grads {
                  return {Gradient::of_slice(dy, axis, range, L)};
                });
}

}  // namespace posegrad
