#pragma once
#include "pose/data/resident_set.h"
#include "tensor/cuda/transfer.h"

namespace posegrad::pose {

/// Batches that kernels gather from a set on the GPU: the host sends what they are made of.
class ResidentBatches {
 public:
  /// Keeps the reference. Throws cuda::OutOfMemory when the set does not fit.
  explicit ResidentBatches(ChunkedBatches& batches);

  /// Goes on to the next batch; returns its size, 0 at the end of an epoch.
  Index advance();
  Batch batch() const;

 private:
  ChunkedBatches& batches_;
  ResidentSet set_;
  Tensor selection_;  // on the GPU
  cuda::Uploads uploads_;
  Index size_ = 0;
};

}  // namespace posegrad::pose
