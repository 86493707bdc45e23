#include "autograd/ops.h"

namespace posegrad {
namespace {

Tensor summed(const Tensor& x, Communicator& shards) {
  const Tensor sum = x.to(Device::cpu).to(DType::f64).clone();
  shards.sum(sum.cpu_span<double>());
  return sum.to(x.dtype()).to(x.device());
}

}  // namespace

Variable shard_sum(const Variable& x, Communicator& shards) {
  // y = sum_s x_s goes to every shard's loss: dx = sum_s dy_s
  return record(
      "shard_sum", summed(x.value(), shards), {x},
      [&shards](const Tensor& dy, const Wants&) -> Grads { return {summed(dy, shards)}; });
}

}  // namespace posegrad
