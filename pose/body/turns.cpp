#include "pose/body/turns.h"

#include <algorithm>
#include <cmath>

namespace posegrad::pose {

Quaternion turn_about(Vec3 vector) {
  const double angle = length(vector);
  // sin(a / 2) / a, by its series where a is small.
  const double s = angle > 1e-4 ? std::sin(angle / 2) / angle : 0.5 - angle * angle / 48;
  return normalised({std::cos(angle / 2), s * vector.x, s * vector.y, s * vector.z});
}

Vec3 vector_of(const Quaternion& turn) {
  const double sign = turn.w < 0 ? -1 : 1;
  const Vec3 v = sign * Vec3{turn.x, turn.y, turn.z};
  const double sine = length(v);
  if (sine < 1e-8) return 2 * v;
  return (2 * std::atan2(sine, sign * turn.w) / sine) * v;
}

Quaternion turn_between(Vec3 from, Vec3 to) {
  const Vec3 a = unit(from), b = unit(to);
  const double cosine = dot(a, b);
  if (cosine > -0.999999) {
    const Vec3 axis = cross(a, b);
    return normalised({1 + cosine, axis.x, axis.y, axis.z});
  }
  const Vec3 other = std::abs(a.x) < 0.5 ? Vec3{1, 0, 0} : Vec3{0, 1, 0};
  const Vec3 axis = unit(across(other, a));
  return {0, axis.x, axis.y, axis.z};
}

Quaternion turn_of_axes(Vec3 x, Vec3 y, Vec3 z) {
  // 4 q q^T from the matrix; its largest diagonal element is the safest to divide by.
  const double ww = 1 + x.x + y.y + z.z, xx = 1 + x.x - y.y - z.z, yy = 1 - x.x + y.y - z.z,
               zz = 1 - x.x - y.y + z.z;
  const double largest = std::max({ww, xx, yy, zz});
  if (largest == ww) return normalised({ww, y.z - z.y, z.x - x.z, x.y - y.x});
  if (largest == xx) return normalised({y.z - z.y, xx, y.x + x.y, z.x + x.z});
  if (largest == yy) return normalised({z.x - x.z, y.x + x.y, yy, z.y + y.z});
  return normalised({x.y - y.x, z.x + x.z, z.y + y.z, zz});
}

Quaternion part_of(const Quaternion& turn, double share) {
  return turn_about(share * vector_of(turn));
}

Quaternion normalised(const Quaternion& q) {
  const double s = 1 / std::sqrt(q.w * q.w + q.x * q.x + q.y * q.y + q.z * q.z);
  return {s * q.w, s * q.x, s * q.y, s * q.z};
}

}  // namespace posegrad::pose
