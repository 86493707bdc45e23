#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "pose/geometry/vec3.h"

namespace posegrad::pose {

/// Weighted linear least squares for points p[0] ... p[T - 1] where each equation is about points
/// of three frames in a row at most: the normal equations are a band, which Cholesky solves in
/// proportion to T.
class BandedSquares {
 public:
  explicit BandedSquares(std::size_t points);

  /// dot(factor, p[point]) as part of an equation.
  struct Term {
    std::size_t point;
    Vec3 factor;
  };
  /// weight * (sum of the terms - value)^2. Terms ascend by point, the last one at most 2 after the
  /// first.
  void add(double weight, std::span<const Term> terms, double value);
  /// The points where the sum of squares is least. Every point must be held in all three directions
  /// by some equation.
  std::vector<Vec3> solve() &&;

 private:
  static constexpr std::size_t kBand = 9;  // of the lower triangle with its diagonal

  double& at(std::size_t row, std::size_t column) { return matrix_[row * kBand + row - column]; }

  std::size_t size_;
  std::vector<double> matrix_, right_;
};

}  // namespace posegrad::pose
