#include "pose/body/block_tridiagonal.h"

#include <algorithm>
#include <cmath>

namespace posegrad::pose {
namespace {

double product(const double* a, const double* b, std::size_t n) {
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace

BlockTridiagonal::BlockTridiagonal(std::size_t frames, std::size_t n)
    : frames_(frames),
      n_(n),
      diagonal_(frames * n * n),
      below_(frames * n * n),
      right_(frames * n) {}

void BlockTridiagonal::set_zero() {
  std::ranges::fill(diagonal_, 0);
  std::ranges::fill(below_, 0);
  std::ranges::fill(right_, 0);
}

// With L[t] the factor of a diagonal block and B[t] = A[t, t - 1] L[t - 1]^-T:
//   L[t] L[t]^T = A[t, t] - B[t] B[t]^T
bool BlockTridiagonal::factor(std::size_t t) {
  double* const d = diagonal_.data() + t * n_ * n_;
  if (t > 0) {
    double* const b = below_.data() + t * n_ * n_;
    const double* const l = diagonal_.data() + (t - 1) * n_ * n_;
    for (std::size_t r = 0; r < n_; ++r)
      for (std::size_t c = 0; c < n_; ++c)
        b[r * n_ + c] = (b[r * n_ + c] - product(b + r * n_, l + c * n_, c)) / l[c * n_ + c];
    for (std::size_t r = 0; r < n_; ++r)
      for (std::size_t c = 0; c <= r; ++c) d[r * n_ + c] -= product(b + r * n_, b + c * n_, n_);
  }
  for (std::size_t r = 0; r < n_; ++r) {
    for (std::size_t c = 0; c < r; ++c)
      d[r * n_ + c] = (d[r * n_ + c] - product(d + r * n_, d + c * n_, c)) / d[c * n_ + c];
    const double pivot = d[r * n_ + r] - product(d + r * n_, d + r * n_, r);
    if (!(pivot > 0)) return false;
    d[r * n_ + r] = std::sqrt(pivot);
  }
  return true;
}

bool BlockTridiagonal::solve(std::vector<double>& x) & {
  for (std::size_t t = 0; t < frames_; ++t)
    if (!factor(t)) return false;
  x = right_;
  // L y = b, from the first frame on.
  for (std::size_t t = 0; t < frames_; ++t) {
    const double* const l = diagonal_.data() + t * n_ * n_;
    const double* const b = below_.data() + t * n_ * n_;
    double* const y = x.data() + t * n_;
    for (std::size_t r = 0; r < n_; ++r) {
      if (t > 0) y[r] -= product(b + r * n_, y - n_, n_);
      y[r] = (y[r] - product(l + r * n_, y, r)) / l[r * n_ + r];
    }
  }
  // L^T x = y, from the last one back.
  for (std::size_t t = frames_; t-- > 0;) {
    const double* const l = diagonal_.data() + t * n_ * n_;
    double* const y = x.data() + t * n_;
    for (std::size_t r = n_; r-- > 0;) {
      y[r] /= l[r * n_ + r];
      for (std::size_t c = 0; c < r; ++c) y[c] -= l[r * n_ + c] * y[r];
    }
    if (t == 0) break;
    const double* const b = below_.data() + t * n_ * n_;
    for (std::size_t r = 0; r < n_; ++r)
      for (std::size_t c = 0; c < n_; ++c) (y - n_)[c] -= b[r * n_ + c] * y[r];
  }
  return true;
}

}  // namespace posegrad::pose
