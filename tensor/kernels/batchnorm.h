#pragma once
#include <array>
#include <cmath>
#include <functional>

#include "tensor/dispatch.h"

namespace posegrad::kernels {

// Batch normalisation over the rows of x (R, C): every sample and frame is a row, statistics are
// per channel. Derivation of the gradient: docs/derivations/batchnorm.md. Source: arXiv:1502.03167.

/// x (R, C) -> mean (C), variance (C), the biased one. Sums run in double over blocks of rows of
/// fixed size.
struct BatchNormStats {
  static constexpr OpInfo info{
      .name = "batchnorm_stats",
      .formula = "mean[c] = sum_r x[r,c] / R; var[c] = sum_r (x[r,c] - mean[c])^2 / R",
      .shapes = "x (R, C) -> mean (C), variance (C)",
      .gradient = "none: its part is in batchnorm_grad_x and norm_relu_dropout_grad_x",
      .roundings = "8 + R*u64/u",
      .magnitude =
          "mean: sum_r |x[r,c]| / R; variance: var[c] + u64/u sum_r (x[r,c] - x[0,c])^2 / R",
      .flops = "4*R*C",
      .bytes = "size(x)*R*C + 2*size*C",
      .stem = "batchnorm",
  };
  Tensor x, mean = {}, variance = {};
  static constexpr std::array inputs{&BatchNormStats::x};
  static constexpr std::array outputs{&BatchNormStats::mean, &BatchNormStats::variance};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// x (R, C), the rest (C) -> y (R, C).
struct BatchNormApply {
  static constexpr OpInfo info{
      .name = "batchnorm_apply",
      .formula = "y[r,c] = gamma[c] (x[r,c] - mean[c]) / sqrt(var[c] + eps) + beta[c]",
      .shapes = "x (R, C), mean (C), variance (C), gamma (C), beta (C) -> y (R, C)",
      .gradient =
          "dx: batchnorm_grad_x(dy, x, ...); dgamma, dbeta: batchnorm_grad_sums(dy, x, ...)",
      .roundings = "6",
      .magnitude = "|gamma| (|x| + |mean|) / sqrt(var + eps) + |beta|",
      .flops = "3*R*C",
      .bytes = "2*size*R*C + 4*size(mean)*C",
      .stem = "batchnorm",
  };
  Tensor x, mean, variance, gamma, beta;
  double eps;
  Tensor y = {};
  static constexpr std::array inputs{&BatchNormApply::x, &BatchNormApply::mean,
                                     &BatchNormApply::variance, &BatchNormApply::gamma,
                                     &BatchNormApply::beta};
  static constexpr std::array outputs{&BatchNormApply::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// dy, x (R, C), mean, variance (C) -> dgamma, dbeta (C).
struct BatchNormGradSums {
  static constexpr OpInfo info{
      .name = "batchnorm_grad_sums",
      .formula =
          "dgamma[c] = sum_r dy[r,c] xhat[r,c]; dbeta[c] = sum_r dy[r,c]; "
          "xhat = (x - mean) / sqrt(var + eps)",
      .shapes = "dy (R, C), x (R, C), mean (C), variance (C) -> dgamma (C), dbeta (C)",
      .gradient = "none: it is the gradient of batchnorm_apply itself",
      .roundings = "8 + R*u64/u",
      .magnitude = "dgamma: sum_r |dy| (|x| + |mean|) / sqrt(var + eps); dbeta: sum_r |dy|",
      .flops = "4*R*C",
      .bytes = "2*size(x)*R*C + 4*size*C",
      .stem = "batchnorm",
  };
  Tensor dy, x, mean, variance;
  double eps;
  Tensor dgamma = {}, dbeta = {};
  static constexpr std::array inputs{&BatchNormGradSums::dy, &BatchNormGradSums::x,
                                     &BatchNormGradSums::mean, &BatchNormGradSums::variance};
  static constexpr std::array outputs{&BatchNormGradSums::dgamma, &BatchNormGradSums::dbeta};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// The gradient of x through y and through the statistics.
struct BatchNormGradX {
  static constexpr OpInfo info{
      .name = "batchnorm_grad_x",
      .formula =
          "dx[r,c] = gamma[c] / sqrt(var[c] + eps) (dy[r,c] - dbeta[c]/B - xhat[r,c] dgamma[c]/B); "
          "B = batch_rows",
      .shapes =
          "dy (R, C), x (R, C), mean (C), variance (C), gamma (C), dgamma (C), dbeta (C) "
          "-> dx (R, C)",
      .gradient = "none: it is the gradient of batchnorm_apply itself",
      .roundings = "10",
      .magnitude =
          "|gamma| / sqrt(var + eps) "
          "(|dy| + |dbeta|/B + (|x| + |mean|) / sqrt(var + eps) |dgamma|/B)",
      .flops = "5*R*C",
      .bytes = "3*size*R*C + 5*size(mean)*C",
      .stem = "batchnorm",
  };
  Tensor dy, x, mean, variance, gamma, dgamma, dbeta;
  double eps;
  Index batch_rows;  // that mean, variance, dgamma and dbeta are of: R, or more
  Tensor dx = {};
  static constexpr std::array inputs{&BatchNormGradX::dy,    &BatchNormGradX::x,
                                     &BatchNormGradX::mean,  &BatchNormGradX::variance,
                                     &BatchNormGradX::gamma, &BatchNormGradX::dgamma,
                                     &BatchNormGradX::dbeta};
  static constexpr std::array outputs{&BatchNormGradX::dx};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Runs an op on rows x whose results belong to channels: they have x's number type, but f32 beside
/// bf16.
template <class Op>
void run_per_channel(Op& op) {
  const Dims dims(op);
  const DType dtype = op.x.dtype() == DType::bf16 ? DType::f32 : op.x.dtype();
  for (const auto output : Op::outputs)
    op.*output = Tensor::empty({dims["C"]}, dtype, op.x.device());
  dispatch(op);
}

/// For references: element e = (r, c) of an op's x, normalised.
struct NormalisedElement {
  double deviation, xhat;
  double rounded;  // |x| + |mean| over the deviation: what xhat's rounding is relative to

  template <class Op>
  NormalisedElement(const Op& op, Index e, Index c)
      : deviation(std::sqrt(op.variance.at(c) + op.eps)),
        xhat((op.x.at(e) - op.mean.at(c)) / deviation),
        rounded((std::abs(op.x.at(e)) + std::abs(op.mean.at(c))) / deviation) {}
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

/// Where x's rows are only some of a batch, whose statistics `stats` are then: its sums of gradients.
struct WholeBatchSums {
  Tensor dgamma, dbeta;
  Index rows;
};
/// Makes these of the sums over x's rows. Empty: x holds all rows.
using WholeBatch = std::function<WholeBatchSums(const Tensor& dgamma, const Tensor& dbeta)>;
WholeBatchSums of_whole_batch(const BatchNormGrads& grads, Index rows, const WholeBatch& whole);

/// dx is left empty unless wanted; dgamma and dbeta are always of x's rows.
BatchNormGrads batchnorm_grad(const Tensor& dy, const Tensor& x, const BatchStats& stats,
                              const Tensor& gamma, double eps, bool want_dx,
                              const WholeBatch& whole = {});

/// The statistics that batch norm uses in evaluation follow those of the batches, in place. The
/// batch's variance is the biased one; what is kept is the unbiased. A batch of one row says
/// nothing about the variance, which then stays. `batches` counts them. `device_momentum`, where there
/// is one, takes the place of momentum: a recorded step finds there what changes from step to step.
struct RunningStats {
  static constexpr OpInfo info{
      .name = "running_stats",
      .formula =
          "mean[c] = (1 - momentum) mean[c] + momentum batch_mean[c]; "
          "variance[c] = (1 - momentum) variance[c] + momentum R/(R - 1) batch_variance[c]; "
          "batches = batches + 1",
      .shapes =
          "batch_mean (C), batch_variance (C), mean_in (C), variance_in (C), batches_in ()? i64, "
          "device_momentum ()? -> mean (C), variance (C), batches ()? i64",
      .gradient = "none: no loss depends on the running statistics",
      .roundings = "mean: 3; variance: 7; batches: 0",
      .magnitude =
          "mean: (1 - momentum) |mean| + momentum |batch_mean|; "
          "variance: (1 - momentum) variance + momentum R/(R - 1) batch_variance; batches: exact",
      .flops = "7*C",
      .stem = "batchnorm",
  };
  Tensor batch_mean, batch_variance, mean_in, variance_in;
  Index rows;  // R of the batch
  double momentum;
  Tensor mean = {}, variance = {};
  Tensor batches_in = {}, device_momentum = {}, batches = {};
  static constexpr std::array inputs{&RunningStats::batch_mean, &RunningStats::batch_variance,
                                     &RunningStats::mean_in,    &RunningStats::variance_in,
                                     &RunningStats::batches_in, &RunningStats::device_momentum};
  static constexpr std::array outputs{&RunningStats::mean, &RunningStats::variance,
                                      &RunningStats::batches};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// What update_running_stats updates.
struct RunningStatistics {
  Tensor mean, variance;  // (C)
  Tensor batches = {};    // (), i64; or empty
};

/// Takes the statistics of a batch of `rows` rows into the running ones, with `device_momentum` () in
/// the place of momentum unless it is empty. Throws ShapeError or DTypeError unless all four are
/// (C) of one type, ValueError for rows below 1.
void update_running_stats(const RunningStatistics& running, const Tensor& batch_mean,
                          const Tensor& batch_variance, Index rows, double momentum,
                          const Tensor& device_momentum = {});

/// Batch norm in evaluation mode is a scale and a shift per channel, so it can be part of the
/// convolution before it: norm(conv(x, w)) = conv(x, folded) + bias.
/// w (C_out, K, C_in), mean, variance, gamma, beta (C_out) -> folded as w, bias (C_out).
struct FoldNorm {
  static constexpr OpInfo info{
      .name = "fold_norm",
      .formula =
          "folded[o,k,i] = w[o,k,i] gamma[o] / sqrt(var[o] + eps); bias[o] = beta[o] - mean[o] "
          "gamma[o] / sqrt(var[o] + eps)",
      .shapes =
          "w (C_out, K, C_in), mean (C_out), variance (C_out), gamma (C_out), beta (C_out) -> "
          "folded (C_out, K, C_in), bias (C_out)",
      .gradient = "none: for evaluation, where nothing is differentiated",
      .roundings = "folded: 5; bias: 6",
      .magnitude = "folded: |folded|; bias: |beta| + |mean gamma| / sqrt(var + eps)",
      .flops = "C_out*K*C_in + 5*C_out",
      .stem = "batchnorm",
  };
  Tensor w, mean, variance, gamma, beta;
  double eps = 1e-5;
  Tensor folded = {}, bias = {};
  static constexpr std::array inputs{&FoldNorm::w, &FoldNorm::mean, &FoldNorm::variance,
                                     &FoldNorm::gamma, &FoldNorm::beta};
  static constexpr std::array outputs{&FoldNorm::folded, &FoldNorm::bias};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

struct FoldedNorm {
  Tensor weight, bias;
};

/// Throws ShapeError unless the shapes are those above.
FoldedNorm fold_norm(const Tensor& w, const Tensor& mean, const Tensor& variance,
                     const Tensor& gamma, const Tensor& beta, double eps);

}  // namespace posegrad::kernels
