#pragma once
#include <vector>

#include "tensor/tensor.h"

namespace posegrad::pose {

/// MPJPE over sequences that come one after the other, where each counts as many frames as it has.
class SequenceErrors {
 public:
  /// frames: of all sequences together.
  explicit SequenceErrors(Index frames) : errors_(Tensor::zeros({frames}, DType::f64)) {}

  /// predicted, target (T, J, 3). Throws as frame_errors.
  void add(const Tensor& predicted, const Tensor& target);
  /// A sequence of which nothing is known: its errors are 0.
  void add_none(Index frames);

  /// Of the sequences so far.
  Index frames() const noexcept { return frames_; }
  double mean() const;

 private:
  Tensor errors_;                 // (frames) f64
  std::vector<Index> sequences_;  // their frames
  Index frames_ = 0;
};

}  // namespace posegrad::pose
