#include "autograd/gradient.h"

namespace posegrad {

Gradient Gradient::of_slice(Tensor dy, int axis, SliceRange range, Index L) {
  Gradient gradient(std::move(dy));
  gradient.axis_ = axis;
  gradient.range_ = range;
  gradient.length_ = L;
  return gradient;
}

Shape Gradient::shape() const {
  if (!is_slice()) return numbers_.shape();
  return numbers_.shape().with(numbers_.shape().axis(axis_), length_);
}

Tensor Gradient::whole() const {
  return is_slice() ? kernels::slice_grad(numbers_, axis_, range_, length_) : numbers_;
}

void Gradient::add_slice_to(const Tensor& sum) const {
  kernels::slice_add_into(sum, numbers_, axis_, range_);
}

}  // namespace posegrad
