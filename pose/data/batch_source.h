#pragma once
#include <optional>
#include <vector>

#include "pose/data/numpy_random.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

/// What a training sample is made of. Output frames [begin, end) of a sequence; they may reach
/// beyond its ends, where edge frames repeat.
struct Chunk {
  Index sequence, begin, end;
  bool mirrored;
  bool operator==(const Chunk&) const = default;
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

/// Where training batches come from: an epoch at a time, in an order that one generator fixes, so
/// that a run that stopped between two batches goes on with the very same ones.
class BatchSource {
 public:
  /// Where the generator stands inside its current pass.
  struct Position {
    NumpyRandom before;  // the state that the current pass's order was drawn from
    Index next = 0;      // batches already taken of the pass
  };

  virtual ~BatchSource() = default;

  virtual Index samples_per_epoch() const noexcept = 0;
  virtual Index frames_per_sample() const noexcept = 0;  // output frames
  virtual Index largest() const noexcept = 0;            // samples of a full batch
  Index batches_per_epoch() const noexcept {
    return (samples_per_epoch() + largest() - 1) / largest();
  }

  /// Begins an epoch; an endless source goes on where it is.
  virtual void begin_epoch() = 0;
  /// What the next batch is made of; none at the end of an epoch. Never none when endless.
  virtual std::optional<std::vector<Chunk>> next_chunks() = 0;
  /// What next_chunks() will return, as far as that is drawn already: none at the end of a pass.
  virtual std::optional<std::vector<Chunk>> coming_chunks() const = 0;
  /// Tensors for a batch of so many samples; any numbers.
  virtual Batch empty_batch(Index samples, Device device = Device::cpu) const = 0;
  virtual void gather(const std::vector<Chunk>& chunks, const BatchMemory& to) const = 0;
  /// next_chunks(), gathered.
  std::optional<Batch> next();

  /// The generator's state: after begin_epoch() that epoch's order is drawn already.
  virtual const NumpyRandom& random() const noexcept = 0;
  virtual void set_random(const NumpyRandom& random) = 0;
  virtual const Position& position() const noexcept = 0;
  /// Draws that pass's order again. Throws DataError when it has fewer batches than were taken.
  virtual void set_position(const Position& position) = 0;

 protected:
  BatchSource() = default;
  BatchSource(const BatchSource&) = default;
  BatchSource& operator=(const BatchSource&) = default;
  BatchSource(BatchSource&&) = default;
  BatchSource& operator=(BatchSource&&) = default;
  void require_inside(const Position& position) const;
};

}  // namespace posegrad::pose
