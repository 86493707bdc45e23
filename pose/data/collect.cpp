#include "pose/data/collect.h"

#include "tensor/kernels/checks.h"

namespace posegrad::pose {

void collect(const Tensor& x, const Tensor& y) {
  kernels::require_defined("collect", "x", x);
  kernels::require_alike("collect", "x", x, "y", y);
  dispatch(Collect{x, y});
}

}  // namespace posegrad::pose
