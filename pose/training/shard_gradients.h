#pragma once
#include <utility>
#include <vector>

#include "autograd/variable.h"
#include "tensor/shards/communicator.h"

namespace posegrad::pose {

/// Sums the gradients of a step over shards while the backward pass goes on. Small ones travel together
/// in buckets: a message takes its time however short it is.
class ShardGradients {
 public:
  /// Keeps the reference.
  explicit ShardGradients(Communicator& group) : group_(group) {}

  /// For a parameter whose gradient is complete: in the same order on every shard.
  void begin_sum(const Variable& parameter);
  /// When all are: the parameters' gradients are the sums then.
  void finish();

 private:
  struct InBucket {
    Variable parameter;
    std::size_t bucket, begin;
  };

  void send_bucket();

  Communicator& group_;
  std::vector<std::pair<Variable, Tensor>> alone_;  // with the sums, in host memory
  std::vector<std::vector<float>> buckets_;         // the last may be open
  std::vector<InBucket> in_buckets_;
  bool open_ = false;
};

}  // namespace posegrad::pose
