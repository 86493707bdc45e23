#include "pose/geometry/quaternion.h"

#include <cmath>

namespace posegrad::pose {

Quaternion conjugate(const Quaternion& q) { return {q.w, -q.x, -q.y, -q.z}; }

Quaternion operator*(const Quaternion& a, const Quaternion& b) {
  return {
      a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z, a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
      a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x, a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w};
}

Quaternion turn_x(double angle) { return {std::cos(angle / 2), std::sin(angle / 2), 0, 0}; }
Quaternion turn_y(double angle) { return {std::cos(angle / 2), 0, std::sin(angle / 2), 0}; }
Quaternion turn_z(double angle) { return {std::cos(angle / 2), 0, 0, std::sin(angle / 2)}; }

}  // namespace posegrad::pose
