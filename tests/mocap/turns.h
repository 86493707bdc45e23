#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string_view>

#include "pose/geometry/vec3.h"

namespace posegrad::test {

using pose::Vec3;

// Rotations as matrices: the program uses quaternions, so the two share no formula.

using Matrix = std::array<std::array<double, 3>, 3>;
constexpr Matrix kNoTurn{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

inline Matrix operator*(const Matrix& a, const Matrix& b) {
  Matrix product{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      for (std::size_t k = 0; k < 3; ++k) product[i][j] += a[i][k] * b[k][j];
  return product;
}

inline Vec3 operator*(const Matrix& m, Vec3 v) {
  const auto row = [&](std::size_t i) { return m[i][0] * v.x + m[i][1] * v.y + m[i][2] * v.z; };
  return {row(0), row(1), row(2)};
}

inline Matrix transposed(const Matrix& m) {
  Matrix t{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) t[i][j] = m[j][i];
  return t;
}

/// About axis 'X', 'Y' or 'Z', degrees.
inline Matrix turn(char axis, double degrees) {
  const double angle = degrees * std::numbers::pi / 180, c = std::cos(angle), s = std::sin(angle);
  const auto i = static_cast<std::size_t>(axis - 'X');
  const std::size_t j = (i + 1) % 3, k = (i + 2) % 3;
  Matrix m{};
  m[i][i] = 1;
  m[j][j] = m[k][k] = c;
  m[k][j] = s;
  m[j][k] = -s;
  return m;
}

/// R_1 R_2 R_3 of the axes in `order`.
inline Matrix turns(std::string_view order, const std::array<double, 3>& degrees) {
  return turn(order[0], degrees[0]) * turn(order[1], degrees[1]) * turn(order[2], degrees[2]);
}

/// The angles of turns(): three different axes.
inline std::array<double, 3> angles_of(const Matrix& m, std::string_view order) {
  const auto i = static_cast<std::size_t>(order[0] - 'X'),
             j = static_cast<std::size_t>(order[1] - 'X'),
             k = static_cast<std::size_t>(order[2] - 'X');
  const double sign = (i + 1) % 3 == j ? 1 : -1;
  const double to_degrees = 180 / std::numbers::pi;
  return {to_degrees * std::atan2(-sign * m[j][k], m[k][k]),
          to_degrees * std::asin(std::clamp(sign * m[i][k], -1.0, 1.0)),
          to_degrees * std::atan2(-sign * m[i][j], m[i][i])};
}

/// The shortest turn from one direction to another, by Rodrigues; they must not be opposite.
inline Matrix turn_between(Vec3 from, Vec3 to) {
  const Vec3 a = unit(from), b = unit(to), v = cross(a, b);
  const Matrix k{{{0, -v.z, v.y}, {v.z, 0, -v.x}, {-v.y, v.x, 0}}}, square = k * k;
  Matrix m = kNoTurn;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) m[i][j] += k[i][j] + square[i][j] / (1 + dot(a, b));
  return m;
}

}  // namespace posegrad::test
