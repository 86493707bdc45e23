#include "pose/export/euler.h"

#include <cmath>
#include <numbers>

namespace posegrad::pose {
namespace {

constexpr double kDegrees = 180 / std::numbers::pi;
/// Of the second angle's cosine: nearer to 0, rounding alone would decide about the others.
constexpr double kLocked = 1e-7;

using Rows = std::array<Vec3, 3>;

/// Rows of the turn's matrix: its columns are what becomes of the axes.
Rows rows_of(const Quaternion& turn) {
  const Vec3 x = rotate(turn, {1, 0, 0}), y = rotate(turn, {0, 1, 0}), z = rotate(turn, {0, 0, 1});
  return {{{x.x, y.x, z.x}, {x.y, y.y, z.y}, {x.z, y.z, z.z}}};
}

double item(Vec3 row, std::size_t axis) { return axis == 0 ? row.x : axis == 1 ? row.y : row.z; }

Quaternion turn_about(std::size_t axis, double degrees) {
  const double angle = degrees / kDegrees;
  return axis == 0 ? turn_x(angle) : axis == 1 ? turn_y(angle) : turn_z(angle);
}

/// The angle plus the number of whole turns that brings it nearest to `before`.
double nearest(double angle, double before) {
  return angle + 360 * std::round((before - angle) / 360);
}

EulerAngles nearest(const EulerAngles& angles, const EulerAngles& before) {
  return {nearest(angles[0], before[0]), nearest(angles[1], before[1]),
          nearest(angles[2], before[2])};
}

double squared_distance(const EulerAngles& a, const EulerAngles& b) {
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

}  // namespace

EulerAngles euler_angles(const Quaternion& turn, std::string_view order,
                         const EulerAngles& before) {
  const auto axis = [&](std::size_t place) { return static_cast<std::size_t>(order[place] - 'X'); };
  const std::size_t i = axis(0), j = axis(1), k = axis(2);
  const double sign = (i + 1) % 3 == j ? 1 : -1;
  const Rows rows = rows_of(turn);
  // R[i][k] = sign sin b,  R[i][i] = cos b cos c,  R[i][j] = -sign cos b sin c,
  // R[k][k] = cos a cos b,  R[j][k] = -sign sin a cos b
  const double cosine = std::hypot(item(rows[i], i), item(rows[i], j));
  const double second = kDegrees * std::atan2(sign * item(rows[i], k), cosine);
  if (cosine < kLocked) {
    const Quaternion rest = conjugate(turn_about(i, before[0]) * turn_about(j, second)) * turn;
    const double third = kDegrees * 2 * std::atan2(item({rest.x, rest.y, rest.z}, k), rest.w);
    return nearest({before[0], second, third}, before);
  }
  const double first = kDegrees * std::atan2(-sign * item(rows[j], k), item(rows[k], k));
  const double third = kDegrees * std::atan2(-sign * item(rows[i], j), item(rows[i], i));
  const EulerAngles one = nearest({first, second, third}, before);
  const EulerAngles other = nearest({first + 180, 180 - second, third + 180}, before);
  return squared_distance(other, before) < squared_distance(one, before) ? other : one;
}

}  // namespace posegrad::pose
