#pragma once
#include <optional>
#include <vector>

#include "pose/data/chunks.h"
#include "tensor/cuda/transfer.h"

namespace posegrad::pose {

/// Batches of a set that does not fit the GPU: the host gathers them and sends them to a fixed
/// place there, the next one while the GPU works on the one before.
class PrefetchedBatches {
 public:
  /// Keeps the reference.
  explicit PrefetchedBatches(BatchSource& batches);

  /// Goes on to the next batch; returns its size, 0 at the end of an epoch.
  Index advance();
  /// Begins to fetch the batch after that. For when the GPU has something to do.
  void look_ahead();
  Batch batch() const;

 private:
  void fetch(const std::vector<Chunk>& chunks);
  void take(Index size);

  BatchSource& batches_;
  Batch place_;  // on the GPU, for a full batch
  cuda::Prefetch prefetch_;
  std::optional<std::vector<Chunk>> fetched_;  // last
  Index size_ = 0;
};

}  // namespace posegrad::pose
