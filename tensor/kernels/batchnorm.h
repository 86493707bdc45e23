#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::kernels {

// Batch normalisation over the rows of x (R, C): every sample and frame is a row, statistics are
// per channel. Derivation of the gradient: docs/derivations/batchnorm.md.  Source:
// arXiv:1502.03167.

/// x (R, C) -> mean (C), variance (C), the biased one. Sums run in double over blocks of rows of
/// fixed size.
struct BatchNormStats {
  static constexpr OpInfo info{
      "batchnorm_stats", "mean[c] = sum_r x[r,c] / R;  var[c] = sum_r (x[r,c] - mean[c])^2 / R"};
  Tensor x, mean, variance;
  static constexpr std::array inputs{&BatchNormStats::x};
  static constexpr std::array outputs{&BatchNormStats::mean, &BatchNormStats::variance};
  void cpu() const;
  Reference reference(int output, Index element) const;
  double flops() const { return 4.0 * static_cast<double>(x.numel()); }
};

/// x (R, C), the rest (C) -> y (R, C).
struct BatchNormApply {
  static constexpr OpInfo info{
      "batchnorm_apply", "y[r,c] = gamma[c] (x[r,c] - mean[c]) / sqrt(var[c] + eps) + beta[c]"};
  Tensor x, mean, variance, gamma, beta;
  double eps;
  Tensor y;
  static constexpr std::array inputs{&BatchNormApply::x, &BatchNormApply::mean,
                                     &BatchNormApply::variance, &BatchNormApply::gamma,
                                     &BatchNormApply::beta};
  static constexpr std::array outputs{&BatchNormApply::y};
  void cpu() const;
  Reference reference(int output, Index element) const;
  double flops() const { return 3.0 * static_cast<double>(x.numel()); }
};

/// dy, x (R, C), mean, variance (C) -> dgamma, dbeta (C).
struct BatchNormGradSums {
  static constexpr OpInfo info{"batchnorm_grad_sums",
                               "dgamma[c] = sum_r dy[r,c] xhat[r,c];  dbeta[c] = sum_r dy[r,c];  "
                               "xhat = (x - mean) / sqrt(var + eps)"};
  Tensor dy, x, mean, variance;
  double eps;
  Tensor dgamma, dbeta;
  static constexpr std::array inputs{&BatchNormGradSums::dy, &BatchNormGradSums::x,
                                     &BatchNormGradSums::mean, &BatchNormGradSums::variance};
  static constexpr std::array outputs{&BatchNormGradSums::dgamma, &BatchNormGradSums::dbeta};
  void cpu() const;
  Reference reference(int output, Index element) const;
  double flops() const { return 4.0 * static_cast<double>(x.numel()); }
};

/// The gradient of x through y and through the statistics.
struct BatchNormGradX {
  static constexpr OpInfo info{
      "batchnorm_grad_x",
      "dx[r,c] = gamma[c] / sqrt(var[c] + eps) (dy[r,c] - dbeta[c]/R - xhat[r,c] dgamma[c]/R)"};
  Tensor dy, x, mean, variance, gamma, dgamma, dbeta;
  double eps;
  Tensor dx;
  static constexpr std::array inputs{&BatchNormGradX::dy,    &BatchNormGradX::x,
                                     &BatchNormGradX::mean,  &BatchNormGradX::variance,
                                     &BatchNormGradX::gamma, &BatchNormGradX::dgamma,
                                     &BatchNormGradX::dbeta};
  static constexpr std::array outputs{&BatchNormGradX::dx};
  void cpu() const;
  Reference reference(int output, Index element) const;
  double flops() const { return 5.0 * static_cast<double>(x.numel()); }
};

struct BatchStats {
  Tensor mean, variance;  // (C); the variance is the biased one
};

/// x (..., C): all axes but the last are rows. All throw ShapeError when a channel count differs,
/// and ValueError when there are no rows.
BatchStats batchnorm_stats(const Tensor& x);
Tensor batchnorm_apply(const Tensor& x, const BatchStats& stats, const Tensor& gamma,
                       const Tensor& beta, double eps);
struct BatchNormGrads {
  Tensor dx, dgamma, dbeta;
};
/// dx is left empty unless wanted.
BatchNormGrads batchnorm_grad(const Tensor& dy, const Tensor& x, const BatchStats& stats,
                              const Tensor& gamma, double eps, bool want_dx);

}  // namespace posegrad::kernels
