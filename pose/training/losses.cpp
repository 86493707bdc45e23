#include "pose/training/losses.h"

#include <fmt/format.h>

#include "autograd/ops.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

void check_shapes(const char* op, const Variable& predicted, const Variable& target) {
  if (!(predicted.shape() == target.shape()) || predicted.shape().rank() < 2)
    throw ShapeError(
        fmt::format("{}: 'predicted' has shape {}, 'target' {}; expected the same (..., J, 3)", op,
                    predicted.shape().to_string(), target.shape().to_string()));
}

}  // namespace

Variable mpjpe_loss(const Variable& predicted, const Variable& target) {
  check_shapes("mpjpe_loss", predicted, target);
  return mean(norm_last(predicted - target));
}

Variable weighted_mpjpe_loss(const Variable& predicted, const Variable& target,
                             const Variable& weight) {
  check_shapes("weighted_mpjpe_loss", predicted, target);
  return mean(weight * norm_last(predicted - target));
}

Variable share_of_batch(const Variable& mean, const nn::Pass& pass) {
  return pass.shard == nullptr ? mean : mean * pass.shard->share();
}

}  // namespace posegrad::pose
