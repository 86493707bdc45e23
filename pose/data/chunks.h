#pragma once
#include <vector>

#include "pose/data/batch_source.h"
#include "pose/data/sequences.h"

namespace posegrad::pose {

struct ChunkOptions {
  Index chunks_per_batch = 1024;
  Index chunk_length = 1;  // output frames
  Index padding = 0;       // input frames more than output frames, on each side
  Index causal_shift = 0;  // input windows begin this much earlier
  bool mirror = false;     // every chunk a second time, mirrored
  /// Start over when the list is used up; the position carries over between epochs.
  bool endless = false;
  bool shuffle = true;
  std::uint32_t seed = 1234;
};

/// Training batches in the order of the reference: all chunks of a sequence, then the mirrored
/// ones, then the next sequence; each epoch takes them in the order of NumPy's legacy permutation,
/// one generator going on from epoch to epoch. The last batch may be short.
class ChunkedBatches final : public BatchSource {
 public:
  /// All sequences must have positions or none, likewise intrinsics, and the same joints. Throws
  /// DataError otherwise and for an empty list; ValueError for chunk sizes below 1.
  ChunkedBatches(std::vector<Sequence> sequences, const Mirroring& mirroring, ChunkOptions options);

  Index samples_per_epoch() const noexcept override { return static_cast<Index>(chunks_.size()); }
  Index frames_per_sample() const noexcept override { return options_.chunk_length; }
  Index largest() const noexcept override;
  void begin_epoch() override;
  std::optional<std::vector<Chunk>> next_chunks() override;
  std::optional<std::vector<Chunk>> coming_chunks() const override;
  Batch empty_batch(Index chunks, Device device = Device::cpu) const override;
  void gather(const std::vector<Chunk>& chunks, const BatchMemory& to) const override;
  const NumpyRandom& random() const noexcept override { return random_; }
  void set_random(const NumpyRandom& random) override { random_ = random; }
  const Position& position() const noexcept override { return position_; }
  void set_position(const Position& position) override;

  const std::vector<Chunk>& chunks() const noexcept { return chunks_; }
  const std::vector<Sequence>& sequences() const noexcept { return sequences_; }
  const ChunkOptions& options() const noexcept { return options_; }
  /// MirrorPairs::permutation of the keypoints, and of the joints where there are 3D poses.
  const std::vector<Index>& keypoint_swap() const noexcept { return keypoint_swap_; }
  const std::vector<Index>& joint_swap() const noexcept { return joint_swap_; }

 private:
  std::vector<Chunk> chunks_of(Index batch) const;
  void draw_order();

  std::vector<Sequence> sequences_;
  ChunkOptions options_;
  std::vector<Index> keypoint_swap_, joint_swap_;
  std::vector<Chunk> chunks_;
  NumpyRandom random_;
  Position position_;
  std::vector<Index> order_;  // of chunks in the current pass; empty before the first
};

/// A whole sequence as a batch of one, padded at both ends so that the model returns as many frames
/// as there are; with `mirror` the mirrored copy is a second row.  (1 or 2, T + 2 padding, K, F)
Tensor whole_sequence(const Sequence& sequence, const MirrorPairs& keypoints, Index padding,
                      Index causal_shift, bool mirror);

}  // namespace posegrad::pose
