#include "pose/wild/ground/banded_squares.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace posegrad::pose {
namespace {

/// Part of a diagonal element that elimination must leave: what is smaller is rounding.
constexpr double kLeastPivot = 1e-14;

}  // namespace

BandedSquares::BandedSquares(std::size_t points)
    : size_(3 * points), matrix_(size_ * kBand), right_(size_) {}

void BandedSquares::add(double weight, std::span<const Term> terms, double value) {
  for (const Term& a : terms) {
    const std::array<double, 3> row{a.factor.x, a.factor.y, a.factor.z};
    for (std::size_t i = 0; i < 3; ++i) {
      const std::size_t r = 3 * a.point + i;
      right_[r] += weight * row[i] * value;
      for (const Term& b : terms) {
        const std::array<double, 3> column{b.factor.x, b.factor.y, b.factor.z};
        for (std::size_t j = 0; j < 3; ++j)
          if (const std::size_t c = 3 * b.point + j; c <= r)
            at(r, c) += weight * row[i] * column[j];
      }
    }
  }
}

std::vector<Vec3> BandedSquares::solve() && {
  // L L^T = A in place.
  for (std::size_t r = 0; r < size_; ++r) {
    const std::size_t first = r < kBand ? 0 : r - kBand + 1;
    for (std::size_t c = first; c <= r; ++c) {
      double sum = at(r, c);
      for (std::size_t k = first; k < c; ++k) sum -= at(r, k) * at(c, k);
      at(r, c) = c == r ? std::sqrt(std::max(sum, kLeastPivot * at(r, r))) : sum / at(c, c);
    }
  }
  for (std::size_t r = 0; r < size_; ++r) {
    for (std::size_t k = r < kBand ? 0 : r - kBand + 1; k < r; ++k)
      right_[r] -= at(r, k) * right_[k];
    right_[r] /= at(r, r);
  }
  for (std::size_t r = size_; r-- > 0;) {
    for (std::size_t k = r + 1; k < std::min(size_, r + kBand); ++k)
      right_[r] -= at(k, r) * right_[k];
    right_[r] /= at(r, r);
  }
  std::vector<Vec3> points(size_ / 3);
  for (std::size_t p = 0; p < points.size(); ++p)
    points[p] = {right_[3 * p], right_[3 * p + 1], right_[3 * p + 2]};
  return points;
}

}  // namespace posegrad::pose
