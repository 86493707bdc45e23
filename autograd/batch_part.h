#pragma once
#include "tensor/kernels/batchnorm.h"
#include "tensor/shards/communicator.h"

namespace posegrad {

/// What the samples at hand are of a batch: all of it, or one shard's.
struct BatchPart {
  Communicator* shards = nullptr;  // that hold the others; null: there are none
  bool counts = true;  // false: any numbers, in the place of those of a shard without samples
};

/// Statistics of a whole batch, over so many rows.
struct BatchMoments {
  kernels::BatchStats stats;
  Index rows = 0;
};

/// Of x (..., C) and what other shards have. Throws as kernels::batchnorm_stats.
BatchMoments batch_moments(const Tensor& x, const BatchPart& part);

/// For the gradient of rows that were normalised by these moments.
kernels::WholeBatch gradient_sums(const BatchPart& part, Index rows);

/// Of numbers that count for nothing: zeros in the place of a gradient, where there is one.
void clear(Tensor& gradient);

}  // namespace posegrad
