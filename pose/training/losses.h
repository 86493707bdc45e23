#pragma once
#include "nn/module.h"

namespace posegrad::pose {

// Training losses. Poses are (..., J, 3), metres. All throw ShapeError unless the shapes agree.

/// Mean over all joints of |predicted - target|. Its gradient at distance zero is zero.  Source:
/// arXiv:1811.11742, 4.2.
Variable mpjpe_loss(const Variable& predicted, const Variable& target);

/// Mean over all joints of weight * |predicted - target|; `weight` broadcasts to the shape without
/// its last axis. With weight = 1 / depth, the loss of a trajectory: far people are seen less
/// precisely.
Variable weighted_mpjpe_loss(const Variable& predicted, const Variable& target,
                             const Variable& weight);

/// What a shard gives to the loss of a batch: its samples' mean times their share. Without shards the mean
/// as it is.
Variable share_of_batch(const Variable& mean, const nn::Pass& pass);

}  // namespace posegrad::pose
