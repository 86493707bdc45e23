#include <cmath>
#include <numbers>

#include "pose/evaluation/view_errors.h"
#include "pose/geometry/vec3.h"

namespace posegrad::pose {
namespace {

constexpr double kDegree = std::numbers::pi / 180;

Vec3 point(const Tensor& x, Index i) { return {x.at(3 * i), x.at(3 * i + 1), x.at(3 * i + 2)}; }

}  // namespace

void HipRelative::cpu() const {
  const auto joints = joint.cpu_view<Index>();
  float* to = y.data<float>();
  for (Index n = 0; n < x.dim(0); ++n) {
    const auto at = [&](Index j) { return point(x, n * x.dim(1) + j); };
    const Vec3 middle = 0.5 * (at(joints[0]) + at(joints[3]));
    for (const Index j : joints) {
      const Vec3 p = at(j) - middle;
      for (const double number : {p.x, p.y, p.z}) *to++ = static_cast<float>(number);
    }
  }
}

void DirectionAngle::cpu() const {
  double* const to = y.data<double>();
  for (Index n = 0; n < y.numel(); ++n) {
    const Vec3 p = point(a, n), q = point(b, n);
    to[n] = std::atan2(length(cross(p, q)), dot(p, q)) / kDegree;
  }
}

}  // namespace posegrad::pose
