#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::pose {

/// Some joints of poses, relative to the middle of the hips, in double and rounded to f32: what
/// poses of different skeletons are compared by.
struct HipRelative {
  static constexpr OpInfo info{
      .name = "hip_relative",
      .formula = "y[n,i] = x[n,joint[i]] - (x[n,joint[0]] + x[n,joint[3]]) / 2",
      .shapes = "x (N, J, 3), joint (I) i64 -> y (N, I, 3)",
      .gradient = "none: for evaluation, where nothing is differentiated",
      .roundings = "2",
      .magnitude = "|x[joint[i]]| + (|x[joint[0]]| + |x[joint[3]]|) / 2",
      .flops = "N*(3*I + 6)",
      .bytes = "size(x)*N*I*3 + 8*I + size*N*I*3",
      .stem = "view_errors",
  };
  Tensor x, joint, y = {};
  static constexpr std::array inputs{&HipRelative::x, &HipRelative::joint};
  static constexpr std::array outputs{&HipRelative::y};
  void cpu() const;
  Reference reference(int output, Index element) const;
};

/// The angle between two directions, degrees.
struct DirectionAngle {
  static constexpr OpInfo info{
      .name = "direction_angle",
      .formula = "y[n] = 180/pi atan2(|a[n] x b[n]|, a[n] . b[n])",
      .shapes = "a (N, 3), b (N, 3) real -> y (N)",
      .gradient = "none: for evaluation, where nothing is differentiated",
      .roundings = "8",
      .magnitude = "180/pi + y",
      .flops = "22*N",
      .bytes = "3*size(a)*N + 3*size(b)*N + 8*N",
      .stem = "view_errors",
  };
  Tensor a, b, y = {};
  static constexpr std::array inputs{&DirectionAngle::a, &DirectionAngle::b};
  static constexpr std::array outputs{&DirectionAngle::y};
  void cpu() const;
  Reference reference(int output, Index element) const;
};

/// x (N, J, 3) f32 or f64, joint (I) i64, I >= 4 -> (N, I, 3) f32. On the CPU. Throws ShapeError or
/// DTypeError for other tensors, ValueError for a joint outside of [0, J).
Tensor hip_relative(const Tensor& x, const Tensor& joint);

/// a, b (N, 3) f32 or f64 each -> (N) f64. On the CPU. Throws ShapeError for other shapes.
Tensor direction_angle(const Tensor& a, const Tensor& b);

}  // namespace posegrad::pose
