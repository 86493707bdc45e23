#pragma once
#include "pose/geometry/vec3.h"

namespace posegrad::pose {

/// Rotation as (w, x, y, z), |q| = 1, the order of the pose files and of the camera tables.
struct Quaternion {
  double w = 1, x = 0, y = 0, z = 0;

  bool operator==(const Quaternion&) const = default;
};

/// The inverse rotation of a unit quaternion.
Quaternion conjugate(const Quaternion& q);
/// First b, then a: rotate(a * b, v) = rotate(a, rotate(b, v)).
Quaternion operator*(const Quaternion& a, const Quaternion& b);
/// v + 2 (w (u x v) + u x (u x v)), u = (x, y, z).
constexpr Vec3 rotate(const Quaternion& q, Vec3 v) {
  const Vec3 u{q.x, q.y, q.z};
  const Vec3 uv = cross(u, v);
  return v + 2 * (q.w * uv + cross(u, uv));
}

/// Right-handed turns about an axis of the frame, radians.
Quaternion turn_x(double angle);
Quaternion turn_y(double angle);
Quaternion turn_z(double angle);

}  // namespace posegrad::pose
