#pragma once
#include "tensor/kernels/slice.h"
#include "tensor/tensor.h"

namespace posegrad {

/// What an op's backward returns for one input: numbers of the input's shape, nothing, or numbers
/// for a slice of the input, which are zero elsewhere. A slice becomes a tensor of the whole shape
/// only when nothing else adds to the gradient: for a residual that skips a block of convolutions
/// that tensor would be the largest of a step.
class Gradient {
 public:
  Gradient() = default;                                       // not wanted
  Gradient(Tensor numbers) : numbers_(std::move(numbers)) {}  // implicit: most are just tensors
  /// dy at the positions `range` of an axis with L positions.
  static Gradient of_slice(Tensor dy, int axis, SliceRange range, Index L);

  bool defined() const noexcept { return numbers_.defined(); }
  bool is_slice() const noexcept { return length_ >= 0; }
  Shape shape() const;
  DType dtype() const noexcept { return numbers_.dtype(); }

  /// As a tensor of the input's shape.
  Tensor whole() const;
  /// Adds a slice's numbers to `sum`, in place. Only for slices.
  void add_slice_to(const Tensor& sum) const;

 private:
  Tensor numbers_;
  int axis_ = 0;
  SliceRange range_;
  Index length_ = -1;  // of the axis; negative: no slice
};

}  // namespace posegrad
