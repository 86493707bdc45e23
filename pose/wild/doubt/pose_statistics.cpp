#include "pose/wild/doubt/pose_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "pose/wild/doubt/standard_body.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr auto N = static_cast<std::size_t>(PoseStatistics::kNumbers);
static_assert(N == kBodyNumbers);

void require_finite(const std::vector<double>& numbers, std::size_t count, const char* name) {
  if (numbers.size() != count)
    throw ValueError(
        fmt::format("{}: {} numbers are wanted; found {}", name, count, numbers.size()));
  for (const double number : numbers)
    if (!std::isfinite(number))
      throw ValueError(fmt::format("{}: the number {} is not finite", name, number));
}

/// L of L L^T = a, lower triangles row by row.
std::vector<double> cholesky(const std::vector<double>& a) {
  std::vector<double> factor(N * N);
  for (std::size_t i = 0; i < N; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = a[i * N + j];
      for (std::size_t k = 0; k < j; ++k) rest -= factor[i * N + k] * factor[j * N + k];
      if (i == j && !(rest > 0)) throw ValueError("covariance: it is not positive definite");
      factor[i * N + j] = i == j ? std::sqrt(rest) : rest / factor[j * N + j];
    }
  return factor;
}

}  // namespace

PoseStatistics::PoseStatistics(std::vector<double> bone_lengths, std::vector<double> mean,
                               std::vector<double> covariance, double limit)
    : bone_lengths_(std::move(bone_lengths)),
      mean_(std::move(mean)),
      covariance_(std::move(covariance)),
      limit_(limit) {
  require_finite(bone_lengths_, N / 3, "bone_lengths");
  require_finite(mean_, N, "mean");
  require_finite(covariance_, N * N, "covariance");
  if (!(std::ranges::min(bone_lengths_) > 0))
    throw ValueError(fmt::format("bone_lengths: lengths above 0 are wanted; found {}",
                                 std::ranges::min(bone_lengths_)));
  if (!(limit > 0 && std::isfinite(limit)))
    throw ValueError(fmt::format("limit: a number above 0 is wanted; found {}", limit));
  factor_ = cholesky(covariance_);
}

std::vector<float> PoseStatistics::distances(const Tensor& poses, Vec3 up) const {
  if (!poses.defined() || poses.rank() != 3 || poses.dim(1) != 17 || poses.dim(2) != 3)
    throw ShapeError(fmt::format("distances: 'poses' has shape {}; expected (T, 17, 3)",
                                 poses.shape().to_string()));
  if (!(length(up) > 0 && std::isfinite(length(up))))
    throw ValueError("distances: 'up' has no length");
  const Vec3 vertical = unit(up);
  std::vector<float> distances;
  std::vector<double> whitened(N);
  for (Index t = 0; t < poses.dim(0); ++t) {
    const auto x = body_numbers(poses.cpu_view<float>().data() + t * 51, vertical, bone_lengths_);
    if (!x) {
      distances.push_back(std::numeric_limits<float>::quiet_NaN());
      continue;
    }
    // |L^-1 (x - mean)| by forward substitution
    double squares = 0;
    for (std::size_t i = 0; i < N; ++i) {
      double rest = (*x)[i] - mean_[i];
      for (std::size_t k = 0; k < i; ++k) rest -= factor_[i * N + k] * whitened[k];
      whitened[i] = rest / factor_[i * N + i];
      squares += whitened[i] * whitened[i];
    }
    distances.push_back(static_cast<float>(std::sqrt(squares) / limit_));
  }
  return distances;
}

}  // namespace posegrad::pose
