#pragma once
#include <vector>

#include "pose/data/chunks.h"

namespace posegrad::pose {

/// A training set in the memory of a device, where batches are gathered: what a batch is made of
/// comes as a few numbers per chunk. All sequences lie one after the other.
class ResidentSet {
 public:
  /// Sends the sequences of `batches` to `device`. Throws cuda::OutOfMemory when they do not fit.
  ResidentSet(const ChunkedBatches& batches, Device device);
  /// What they take there.
  static std::size_t bytes_of(const std::vector<Sequence>& sequences) noexcept;

  /// Numbers of `selection` that stand for one chunk.
  static constexpr Index kNumbersPerChunk = 9;
  /// The numbers that stand for a batch, for the host's side.
  std::vector<Index> describe(const std::vector<Chunk>& chunks) const;
  /// The batch that `selection` (size * kNumbersPerChunk) i64 on the device stands for: the same
  /// numbers as ChunkedBatches::next() gives.
  Batch gather(const Tensor& selection, Index size) const;

 private:
  ChunkOptions options_;
  std::vector<Index> first_frame_;  // of each sequence, and where the last one ends
  Tensor keypoints_, positions_,
      intrinsics_;                     // (T, K, F), (T, J, 3), (2 S, 9): mirrored ones second
  Tensor keypoint_swap_, joint_swap_;  // (K), (J), i64
};

}  // namespace posegrad::pose
