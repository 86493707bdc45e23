#pragma once
#include <cmath>

#include "pose/geometry/procrustes.h"
#include "tensor/compiler.h"
#include "tensor/dtype.h"

// best_similarity for the CPU and for the threads of a GPU, which have no standard library.
//
// Horn's closed form: the rotation is the eigenvector of the largest eigenvalue of a symmetric 4 x
// 4 matrix made of the correlations, and that eigenvalue is the trace that the scale needs (with
// the last singular value negated where an SVD would have found a reflection). So planar, collinear
// and mirrored point sets need no special case. Source: B. Horn, "Closed-form solution of absolute
// orientation using unit quaternions", 1987.
namespace posegrad::pose {
namespace horn {

struct Matrix {
  double at[4][4] = {};
};

/// One Jacobi rotation in the plane (p, q) that makes a[p][q] zero; v collects the rotations.
POSEGRAD_HOST_DEVICE inline void annihilate(Matrix& a, Matrix& v, int p, int q) {
  const double theta = (a.at[q][q] - a.at[p][p]) / (2 * a.at[p][q]);
  const double t = (theta >= 0 ? 1 : -1) / (std::abs(theta) + std::hypot(theta, 1.0));
  const double c = 1 / std::hypot(t, 1.0), s = t * c;
  for (int k = 0; k < 4; ++k) {
    const double akp = a.at[k][p], akq = a.at[k][q];
    a.at[k][p] = c * akp - s * akq;
    a.at[k][q] = s * akp + c * akq;
  }
  for (int k = 0; k < 4; ++k) {
    const double apk = a.at[p][k], aqk = a.at[q][k];
    a.at[p][k] = c * apk - s * aqk;
    a.at[q][k] = s * apk + c * aqk;
    const double vkp = v.at[k][p], vkq = v.at[k][q];
    v.at[k][p] = c * vkp - s * vkq;
    v.at[k][q] = s * vkp + c * vkq;
  }
  a.at[p][q] = a.at[q][p] = 0;
}

/// Cyclic Jacobi sweeps: afterwards a is diagonal, and column i of v is the eigenvector of a[i][i].
POSEGRAD_HOST_DEVICE inline void diagonalize(Matrix& a, Matrix& v) {
  constexpr int kMaxSweeps = 30;  // it converges quadratically: five or six do; NaN never does
  for (int i = 0; i < 4; ++i) v.at[i][i] = 1;
  for (int sweep = 0; sweep < kMaxSweeps; ++sweep) {
    double off = 0, diagonal = 0;
    for (int i = 0; i < 4; ++i) {
      diagonal += std::abs(a.at[i][i]);
      for (int j = i + 1; j < 4; ++j) off += std::abs(a.at[i][j]);
    }
    if (off <= 1e-17 * diagonal) break;
    for (int p = 0; p < 4; ++p)
      for (int q = p + 1; q < 4; ++q)
        if (a.at[p][q] != 0) annihilate(a, v, p, q);
  }
}

template <class Points>
POSEGRAD_HOST_DEVICE Vec3 centroid(const Points& points, Index count) {
  Vec3 sum;
  for (Index i = 0; i < count; ++i) sum = sum + points[i];
  return (1 / static_cast<double>(count)) * sum;
}

}  // namespace horn

/// best_similarity of `count` points each; Points: p[i] is a Vec3.
template <class Points>
POSEGRAD_HOST_DEVICE Similarity horn_similarity(const Points& source, const Points& target,
                                                Index count) {
  const Vec3 source_mean = horn::centroid(source, count),
             target_mean = horn::centroid(target, count);
  double source_norm2 = 0;
  Vec3 x, y, z;  // sum of source.x * target and so on
  for (Index i = 0; i < count; ++i) {
    const Vec3 a = source[i] - source_mean, b = target[i] - target_mean;
    source_norm2 += dot(a, a);
    x = x + a.x * b;
    y = y + a.y * b;
    z = z + a.z * b;
  }
  if (source_norm2 == 0) return {{}, 0, target_mean};

  horn::Matrix a{{{x.x + y.y + z.z, y.z - z.y, z.x - x.z, x.y - y.x},
                  {y.z - z.y, x.x - y.y - z.z, x.y + y.x, z.x + x.z},
                  {z.x - x.z, x.y + y.x, y.y - x.x - z.z, y.z + z.y},
                  {x.y - y.x, z.x + x.z, y.z + z.y, z.z - x.x - y.y}}};
  horn::Matrix v;
  horn::diagonalize(a, v);
  int best = 0;
  for (int i = 1; i < 4; ++i)
    if (a.at[i][i] > a.at[best][best]) best = i;
  const Quaternion rotation{v.at[0][best], v.at[1][best], v.at[2][best], v.at[3][best]};
  const double scale = a.at[best][best] / source_norm2;
  return {rotation, scale, target_mean - scale * rotate(rotation, source_mean)};
}

}  // namespace posegrad::pose
