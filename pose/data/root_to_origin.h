#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::pose {

/// What root-relative poses are compared with: the first joint is the origin, the others are
/// relative to it already. y may be x.
struct RootToOrigin {
  static constexpr OpInfo info{
      .name = "root_to_origin",
      .formula = "y[n,j,d] = 0 for j = 0, else x[n,j,d]",
      .shapes = "x (N..., J, 3) -> y (N..., J, 3)",
      .gradient = "none: a target is not differentiated",
  };
  Tensor x, y = {};
  static constexpr std::array inputs{&RootToOrigin::x};
  static constexpr std::array outputs{&RootToOrigin::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Writes to y. Throws ShapeError unless both have the same shape (..., J, 3), DTypeError unless
/// they have the same type.
void root_to_origin(const Tensor& x, const Tensor& y);

}  // namespace posegrad::pose
