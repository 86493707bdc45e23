#include "pose/training/shard_gradients.h"

#include <algorithm>

namespace posegrad::pose {
namespace {

constexpr std::size_t kBucket = 8192, kSmall = kBucket / 4;  // numbers

}  // namespace

void ShardGradients::begin_sum(const Variable& parameter) {
  // The backward pass may still read a gradient that is shared with another tensor.
  const bool is_own = parameter.grad().is_sole_owner() && parameter.grad().device() == Device::cpu;
  const Tensor gradient = parameter.grad().to(Device::cpu);
  const auto numbers = gradient.cpu_span<float>();
  if (numbers.size() > kSmall) {
    const Tensor sum = is_own ? gradient : gradient.clone();
    alone_.emplace_back(parameter, sum);
    group_.begin_sum(sum.cpu_span<float>());
    return;
  }
  if (!open_ || buckets_.back().size() + numbers.size() > kBucket) {
    send_bucket();
    buckets_.emplace_back().reserve(kBucket);
    open_ = true;
  }
  std::vector<float>& bucket = buckets_.back();
  in_buckets_.push_back({parameter, buckets_.size() - 1, bucket.size()});
  bucket.insert(bucket.end(), numbers.begin(), numbers.end());
}

void ShardGradients::send_bucket() {
  if (open_) group_.begin_sum(buckets_.back());
  open_ = false;
}

void ShardGradients::finish() {
  send_bucket();
  group_.finish();
  for (auto& [parameter, sum] : alone_) parameter.set_grad(sum.to(parameter.value().device()));
  for (InBucket& one : in_buckets_) {
    const Tensor sum = Tensor::empty(one.parameter.shape());
    const auto to = sum.cpu_span<float>();
    std::copy_n(buckets_[one.bucket].begin() + static_cast<std::ptrdiff_t>(one.begin), to.size(),
                to.begin());
    one.parameter.set_grad(sum.to(one.parameter.value().device()));
  }
  alone_.clear();
  buckets_.clear();
  in_buckets_.clear();
}

}  // namespace posegrad::pose
