#pragma once
#include <array>

#include "pose/geometry/quaternion.h"
#include "pose/geometry/vec3.h"

namespace posegrad::pose {

/// The rotation about `vector` by its length in radians.
Quaternion turn_about(Vec3 vector);
/// Its axis times its angle, 0 to pi.
Vec3 vector_of(const Quaternion& turn);
/// The shortest rotation that takes direction `from` to direction `to`; lengths do not matter, but
/// must not be 0. Of opposite ones any half turn.
Quaternion turn_between(Vec3 from, Vec3 to);
/// The rotation that takes the axes x, y, z to these, which are orthonormal and right-handed.
Quaternion turn_of_axes(Vec3 x, Vec3 y, Vec3 z);
/// The rotation by this share of the angle, about the same axis.
Quaternion part_of(const Quaternion& turn, double share);
/// |q| = 1 again, after rounding.
Quaternion normalised(const Quaternion& q);

/// `vector` without its part along the unit vector `along`.
constexpr Vec3 across(Vec3 vector, Vec3 along) { return vector - dot(vector, along) * along; }

}  // namespace posegrad::pose
