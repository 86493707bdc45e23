#pragma once
#include <vector>

#include "tensor/shards/communicator.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

/// MPJPE over sequences that come one after the other, where each counts as many frames as it has.
class SequenceErrors {
 public:
  /// frames: of all sequences together. With shards each adds its own and add_none for the others'.
  explicit SequenceErrors(Index frames, Communicator* shards = nullptr)
      : errors_(Tensor::zeros({frames}, DType::f64)), shards_(shards) {}

  /// predicted, target (T, J, 3). Throws as frame_errors.
  void add(const Tensor& predicted, const Tensor& target);
  /// A sequence of which nothing is known: its errors are 0.
  void add_none(Index frames);

  /// Of the sequences so far.
  Index frames() const noexcept { return frames_; }
  /// Of all shards' sequences.
  double mean() const;

 private:
  Tensor errors_;                 // (frames) f64
  std::vector<Index> sequences_;  // their frames
  Index frames_ = 0;
  Communicator* shards_;
};

}  // namespace posegrad::pose
