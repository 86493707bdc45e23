#include "pose/geometry/procrustes.h"

#include <array>
#include <cmath>

namespace posegrad::pose {
namespace {

using Matrix4 = std::array<std::array<double, 4>, 4>;

struct Eigen {
  double value;
  std::array<double, 4> vector;
};

/// One Jacobi rotation in the plane (p, q) that makes a[p][q] zero.
void annihilate(Matrix4& a, Matrix4& v, std::size_t p, std::size_t q) {
  const double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const double t = (theta >= 0 ? 1 : -1) / (std::abs(theta) + std::hypot(theta, 1.0));
  const double c = 1 / std::hypot(t, 1.0), s = t * c;
  for (std::size_t k = 0; k < 4; ++k) {
    const double akp = a[k][p], akq = a[k][q];
    a[k][p] = c * akp - s * akq;
    a[k][q] = s * akp + c * akq;
  }
  for (std::size_t k = 0; k < 4; ++k) {
    const double apk = a[p][k], aqk = a[q][k];
    a[p][k] = c * apk - s * aqk;
    a[q][k] = s * apk + c * aqk;
    const double vkp = v[k][p], vkq = v[k][q];
    v[k][p] = c * vkp - s * vkq;
    v[k][q] = s * vkp + c * vkq;
  }
  a[p][q] = a[q][p] = 0;
}

/// Largest eigenvalue of a symmetric matrix and its vector, by cyclic Jacobi sweeps.
Eigen largest_eigen(Matrix4 a) {
  constexpr int kMaxSweeps = 30;  // it converges quadratically: five or six do; NaN never does
  Matrix4 v{};
  for (std::size_t i = 0; i < 4; ++i) v[i][i] = 1;
  for (int sweep = 0; sweep < kMaxSweeps; ++sweep) {
    double off = 0, diagonal = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      diagonal += std::abs(a[i][i]);
      for (std::size_t j = i + 1; j < 4; ++j) off += std::abs(a[i][j]);
    }
    if (off <= 1e-17 * diagonal) break;
    for (std::size_t p = 0; p < 4; ++p)
      for (std::size_t q = p + 1; q < 4; ++q)
        if (a[p][q] != 0) annihilate(a, v, p, q);
  }
  std::size_t best = 0;
  for (std::size_t i = 1; i < 4; ++i)
    if (a[i][i] > a[best][best]) best = i;
  return {a[best][best], {v[0][best], v[1][best], v[2][best], v[3][best]}};
}

Vec3 centroid(std::span<const Vec3> points) {
  Vec3 sum;
  for (const Vec3& point : points) sum = sum + point;
  return (1 / static_cast<double>(points.size())) * sum;
}

}  // namespace

Similarity best_similarity(std::span<const Vec3> source, std::span<const Vec3> target) {
  const Vec3 source_mean = centroid(source), target_mean = centroid(target);
  double source_norm2 = 0;
  Vec3 x, y, z;  // sum of source.x * target and so on
  for (std::size_t i = 0; i < source.size(); ++i) {
    const Vec3 a = source[i] - source_mean, b = target[i] - target_mean;
    source_norm2 += dot(a, a);
    x = x + a.x * b;
    y = y + a.y * b;
    z = z + a.z * b;
  }
  if (source_norm2 == 0) return {{}, 0, target_mean};

  const Matrix4 horn{{{x.x + y.y + z.z, y.z - z.y, z.x - x.z, x.y - y.x},
                      {y.z - z.y, x.x - y.y - z.z, x.y + y.x, z.x + x.z},
                      {z.x - x.z, x.y + y.x, y.y - x.x - z.z, y.z + z.y},
                      {x.y - y.x, z.x + x.z, y.z + z.y, z.z - x.x - y.y}}};
  const Eigen top = largest_eigen(horn);
  const Quaternion rotation{top.vector[0], top.vector[1], top.vector[2], top.vector[3]};
  const double scale = top.value / source_norm2;
  return {rotation, scale, target_mean - scale * rotate(rotation, source_mean)};
}

}  // namespace posegrad::pose
