#include "pose/training/shard_gradients.h"

#include <algorithm>

namespace posegrad::pose {

// The backward pass may still read a gradient that is shared with another tensor.
void ShardGradients::begin_sum(Variable parameter) {
  const bool is_own = parameter.grad().is_sole_owner() && parameter.grad().device() == Device::cpu;
  const Tensor sum = is_own ? parameter.grad() : parameter.grad().to(Device::cpu).clone();
  begun_.emplace_back(parameter, sum);
  group_.begin_sum(sum.cpu_span<float>());
}

void ShardGradients::finish() {
  group_.finish();
  for (auto& [parameter, sum] : begun_) parameter.set_grad(sum.to(parameter.value().device()));
  begun_.clear();
}

}  // namespace posegrad::pose
