#include "autograd/gradcheck_cases.h"
#include "autograd/ops.h"
#include "tensor/shards/shard_group.h"

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

namespace {

// Several need a thread each: tests/shards.
Variable of_one_shard(const std::vector<Variable>& in) {
  static ShardGroup alone(1);
  return shard_sum(in[0], alone.member(0));
}
const GradcheckCases kShardSum{"shard_sum", {{"one shard", "x (3, 4)", of_one_shard}}};

}  // namespace

}  // namespace posegrad
