#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace posegrad::pose {

/// A symmetric positive definite system A x = b of T x T blocks of n x n numbers, of which only
/// those on the diagonal and beside it are not zero: unknowns of frames that know their neighbours.
class BlockTridiagonal {
 public:
  BlockTridiagonal(std::size_t frames, std::size_t n);

  std::size_t frames() const { return frames_; }
  std::size_t n() const { return n_; }

  /// Row-major n x n: A[t, t], of which the lower triangle counts, and A[t, t - 1], t > 0.
  std::span<double> diagonal(std::size_t t) { return {diagonal_.data() + t * n_ * n_, n_ * n_}; }
  std::span<double> below(std::size_t t) { return {below_.data() + t * n_ * n_, n_ * n_}; }
  std::span<double> right(std::size_t t) { return {right_.data() + t * n_, n_}; }

  void set_zero();
  /// x, T x n numbers, by Cholesky's factors in place of A; false where A is not positive definite.
  bool solve(std::vector<double>& x) &;

 private:
  bool factor(std::size_t t);

  std::size_t frames_, n_;
  std::vector<double> diagonal_, below_, right_;
};

}  // namespace posegrad::pose
