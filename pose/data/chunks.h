#pragma once
#include <optional>
#include <vector>

#include "pose/data/numpy_random.h"
#include "pose/data/sequences.h"

namespace posegrad::pose {

/// Output frames [begin, end) of a sequence; they may reach beyond its ends, where edge frames
/// repeat.
struct Chunk {
  Index sequence, begin, end;
  bool mirrored;
  bool operator==(const Chunk&) const = default;
};

struct ChunkOptions {
  Index chunks_per_batch = 1024;
  Index chunk_length = 1;  // output frames
  Index padding = 0;       // input frames more than output frames, on each side
  Index causal_shift = 0;  // input windows begin this much earlier
  bool mirror = false;     // every chunk a second time, mirrored
  bool endless =
      false;  // start over when the list is used up; the position carries over between epochs
  bool shuffle = true;
  std::uint32_t seed = 1234;
};

struct Batch {
  Tensor keypoints;   // (B, chunk_length + 2 padding, K, F)
  Tensor positions;   // (B, chunk_length, J, 3), or empty
  Tensor intrinsics;  // (B, 9), or empty
  Index size() const { return keypoints.dim(0); }
};

/// Where a batch's numbers go in host memory, as in a Batch; null for what sequences do not have.
struct BatchMemory {
  float *keypoints, *positions, *intrinsics;
};

/// Training batches in the order of the reference: all chunks of a sequence, then the mirrored
/// ones, then the next sequence; each epoch takes them in the order of NumPy's legacy permutation,
/// one generator going on from epoch to epoch. The last batch may be short.
class ChunkedBatches {
 public:
  /// All sequences must have positions or none, likewise intrinsics, and the same joints. Throws
  /// DataError otherwise and for an empty list; ValueError for chunk sizes below 1.
  ChunkedBatches(std::vector<Sequence> sequences, const Mirroring& mirroring, ChunkOptions options);

  Index batches_per_epoch() const noexcept;
  Index largest() const noexcept;  // chunks of a full batch
  const std::vector<Chunk>& chunks() const noexcept { return chunks_; }
  const std::vector<Sequence>& sequences() const noexcept { return sequences_; }

  /// Begins an epoch; an endless generator goes on where it is.
  void begin_epoch();
  /// The next batch; none at the end of an epoch. Never none when endless.
  std::optional<Batch> next();
  /// Of the same batch only what it is made of, for who gathers it elsewhere.
  std::optional<std::vector<Chunk>> next_chunks();
  /// What next_chunks() will return, as far as that is drawn already: none at the end of a pass.
  std::optional<std::vector<Chunk>> coming_chunks() const;
  /// Tensors for a batch of so many chunks; any numbers.
  Batch empty_batch(Index chunks, Device device = Device::cpu) const;
  void gather(const std::vector<Chunk>& chunks, const BatchMemory& to) const;
  const ChunkOptions& options() const noexcept { return options_; }
  /// MirrorPairs::permutation of the keypoints, and of the joints where there are 3D poses.
  const std::vector<Index>& keypoint_swap() const noexcept { return keypoint_swap_; }
  const std::vector<Index>& joint_swap() const noexcept { return joint_swap_; }

  /// The generator's state: after begin_epoch() that epoch's permutation is drawn already.
  const NumpyRandom& random() const noexcept { return random_; }
  void set_random(const NumpyRandom& random) { random_ = random; }

  /// Where the generator stands inside its current pass over the chunks, for going on with the very
  /// same batches.
  struct Position {
    NumpyRandom before;  // the state that the current pass's permutation was drawn from
    Index next = 0;      // batches already taken of the pass
  };
  const Position& position() const noexcept { return position_; }
  /// Draws that pass's permutation again. Throws DataError when it has fewer batches than were
  /// taken.
  void set_position(const Position& position);

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
