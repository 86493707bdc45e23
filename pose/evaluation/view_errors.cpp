#include "pose/evaluation/view_errors.h"

#include <fmt/format.h>

#include "tensor/dims.h"

namespace posegrad::pose {

Tensor hip_relative(const Tensor& x, const Tensor& joint) {
  Dims dims("hip_relative");
  const Index N = dims.bind("x", x, "N", "J", "3")[0];
  if (joint.dtype() != DType::i64) throw DTypeError("hip_relative: 'joint' must hold i64");
  dims.require(joint.rank() == 1 && joint.dim(0) >= 4,
               "'joint' has shape {}; expected (I,) with 4 joints or more",
               joint.shape().to_string());
  dims.require(x.dim(2) == 3, "'x' has shape {}; expected (N, J, 3)", x.shape().to_string());
  for (const Index j : joint.cpu_view<Index>())
    if (j < 0 || j >= x.dim(1))
      throw ValueError(fmt::format("hip_relative: joint {} of {}", j, x.dim(1)));
  Tensor y = Tensor::empty({N, joint.dim(0), 3});
  dispatch(HipRelative{x, joint, y});
  return y;
}

Tensor direction_angle(const Tensor& a, const Tensor& b) {
  if (a.rank() != 2 || a.dim(1) != 3 || !(a.shape() == b.shape()))
    throw ShapeError(fmt::format("direction_angle: 'a' has shape {}, 'b' {}; expected (N, 3)",
                                 a.shape().to_string(), b.shape().to_string()));
  Tensor y = Tensor::empty({a.dim(0)}, DType::f64);
  dispatch(DirectionAngle{a, b, y});
  return y;
}

// The middle of the hips, then a difference for each number.
double HipRelative::flops() const { return static_cast<double>(x.dim(0) * (3 * joint.dim(0) + 6)); }
double HipRelative::bytes() const {
  return static_cast<double>(y.numel()) * static_cast<double>(size_of(x.dtype())) +
         static_cast<double>(joint.nbytes() + y.nbytes());
}

// The cross product 9, its length 6, the scalar product 5, the angle 1, degrees 1.
double DirectionAngle::flops() const { return 22 * static_cast<double>(y.numel()); }
double DirectionAngle::bytes() const {
  return static_cast<double>(a.nbytes() + b.nbytes() + y.nbytes());
}

}  // namespace posegrad::pose
