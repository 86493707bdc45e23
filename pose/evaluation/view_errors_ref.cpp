#include <cmath>
#include <numbers>

#include "pose/evaluation/view_errors.h"

namespace posegrad::pose {

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
