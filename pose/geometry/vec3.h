#pragma once
#include <cmath>

#include "tensor/compiler.h"

namespace posegrad::pose {

/// A point or a direction. World space: metres, Z up. Camera space: metres, x right, y down, z
/// forward.
struct Vec3 {
  double x = 0, y = 0, z = 0;

  bool operator==(const Vec3&) const = default;
  friend constexpr Vec3 operator+(Vec3 a, Vec3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
  friend constexpr Vec3 operator-(Vec3 a, Vec3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
  friend constexpr Vec3 operator-(Vec3 a) { return {-a.x, -a.y, -a.z}; }
  friend constexpr Vec3 operator*(double s, Vec3 a) { return {s * a.x, s * a.y, s * a.z}; }
};

constexpr double dot(Vec3 a, Vec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
constexpr Vec3 cross(Vec3 a, Vec3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
POSEGRAD_HOST_DEVICE inline double length(Vec3 a) { return std::sqrt(dot(a, a)); }
/// a / |a|; a must not be zero.
POSEGRAD_HOST_DEVICE inline Vec3 unit(Vec3 a) { return (1 / length(a)) * a; }

}  // namespace posegrad::pose
