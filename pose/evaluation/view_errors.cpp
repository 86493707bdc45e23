#include "pose/evaluation/view_errors.h"

#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "tensor/dims.h"

namespace posegrad::pose {

Tensor hip_relative(const Tensor& x, const Tensor& joint) {
  HipRelative op{x, joint};
  const Dims dims(op);
  if (dims["I"] < 4)
    dims.fail(fmt::format("'joint' has shape {}; expected (I,) with 4 joints or more",
                          joint.shape().to_string()));
  for (const Index j : joint.cpu_view<Index>())
    if (j < 0 || j >= dims["J"])
      throw ValueError(fmt::format("hip_relative: joint {} of {}", j, dims["J"]));
  op.y = Tensor::empty(dims.shape_of("y"));
  return result_of(op, dims);
}

Tensor direction_angle(const Tensor& a, const Tensor& b) {
  DirectionAngle op{a, b};
  const Dims dims(op);
  op.y = Tensor::empty(dims.shape_of("y"), DType::f64);
  return result_of(op, dims);
}

Reference HipRelative::reference(int, Index element) const {
  const Index d = element % 3, i = element / 3 % joint.dim(0), n = element / (3 * joint.dim(0));
  const auto at = [&](Index k) {
    return x.at((n * x.dim(1) + static_cast<Index>(joint.at(k))) * 3 + d);
  };
  ReferenceSum sum;
  sum.add(at(i));
  sum.add(-at(0) / 2);
  sum.add(-at(3) / 2);
  Reference result = sum.result();
  result.roundings = 2;
  return result;
}

// Of the unit vectors u, v: 2 atan(|u - v| / |u + v|).
Reference DirectionAngle::reference(int, Index n) const {
  const auto norm = [n](const Tensor& t) {
    return std::hypot(t.at(3 * n), t.at(3 * n + 1), t.at(3 * n + 2));
  };
  const double of_a = norm(a), of_b = norm(b);
  double difference = 0, sum = 0;
  for (Index i = 3 * n; i < 3 * n + 3; ++i) {
    const double u = a.at(i) * of_b, v = b.at(i) * of_a;
    difference += (u - v) * (u - v);
    sum += (u + v) * (u + v);
  }
  constexpr double kRadian = 180 / std::numbers::pi;
  const double angle = 2 * std::atan2(std::sqrt(difference), std::sqrt(sum)) * kRadian;
  return {angle, kRadian + angle, 8};
}

}  // namespace posegrad::pose
