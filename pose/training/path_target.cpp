#include "pose/training/path_target.h"

#include "pose/training/losses.h"
#include "tensor/kernels/arithmetic.h"
#include "tensor/kernels/slice.h"

namespace posegrad::pose {
namespace {

Tensor inverse(const Tensor& x) {
  return kernels::div(Tensor::full({}, 1.0, x.dtype(), x.device()), x);
}

}  // namespace

PathTarget::PathTarget(const Tensor& positions)
    : path(kernels::slice(positions, 2, {0, 1})),
      weight(inverse(kernels::slice(path, 3, {2, 3}).reshape({path.dim(0), path.dim(1), 1}))) {}

Variable PathTarget::loss(const Variable& predicted) const {
  return weighted_mpjpe_loss(predicted, Variable(path), Variable(weight));
}

}  // namespace posegrad::pose
