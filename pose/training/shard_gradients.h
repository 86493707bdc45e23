#pragma once
#include <utility>
#include <vector>

#include "nn/adam.h"
#include "tensor/shards/communicator.h"

namespace posegrad::pose {

/// Sums the gradients of a step over shards while the backward pass goes on.
class ShardGradients {
 public:
  /// Keeps the references.
  ShardGradients(Communicator& group, nn::Adam& optimizer) : group_(group), optimizer_(optimizer) {}

  /// For a parameter whose gradient is complete: in the same order on every shard.
  void begin_sum(Variable parameter);
  /// When all are: the parameters' gradients are the sums then.
  void finish();

 private:
  Communicator& group_;
  nn::Adam& optimizer_;
  std::vector<std::pair<Variable, Tensor>> begun_;  // with the sums, in host memory
};

}  // namespace posegrad::pose
