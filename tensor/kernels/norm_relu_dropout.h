#pragma once
#include <array>

#include "tensor/dispatch.h"
#include "tensor/kernels/batchnorm.h"
#include "tensor/rng.h"

namespace posegrad::kernels {

// Batch norm, ReLU, dropout and a residual in one pass over memory: by definition the composition
// of the four ops. Nothing is stored for the backward pass but x itself; normalised values and
// dropout masks are computed again.
//
// x (R, C); keep[r,c] = 1 if random word places.word(r*C + c) of `key` is not below p 2^32, else 0.
// `offset` is added to the key's counter, as in dropout.

/// Normalisation and dropout of a call, as all its ops take them. mean, variance, gamma, beta (C).
struct NormDropout {
  Tensor mean, variance, gamma, beta;
  double eps = 1e-5;
  double p = 0;
  RandomKey key = {};
  Tensor offset = {};
  RandomPlaces places = {};  // its split lies between two rows
};

/// Which row of the residual (N, L_in, C) is added to output row (n, t) of N x L: n*L_in + start +
/// t*step.
struct ResidualRows {
  Index L = 1, L_in = 1, start = 0, step = 1;
  constexpr Index row(Index r) const { return r / L * L_in + start + r % L * step; }
};

struct NormReluDropout : NormDropout {
  static constexpr OpInfo info{
      .name = "norm_relu_dropout",
      .formula =
          "y[r,c] = keep[r,c]/(1-p) max(gamma[c] (x[r,c] - mean[c]) / sqrt(var[c] + eps) "
          "+ beta[c], 0) + residual[row(r),c]",
      .shapes =
          "x (R, C), mean (C), variance (C), gamma (C), beta (C), residual (N, L_in, C)?, "
          "offset ()? i64 -> y (R, C)",
      .gradient =
          "dx: norm_relu_dropout_grad_x(dy, x, ...); dgamma, dbeta: "
          "norm_relu_dropout_grad_sums(dy, x, ...); dresidual: dy in its rows, by "
          "slice_add_into(sum, dy) or slice_grad(dy)",
      .roundings = "8",
      .magnitude = "keep/(1-p) (|gamma| (|x| + |mean|) / sqrt(var + eps) + |beta|) + |residual|",
      .flops = "(5 + has(residual))*R*C",
      .bytes = "size*(2 + has(residual))*R*C + 4*size(mean)*C + 8*has(offset)",
  };
  Tensor x, residual = {};
  ResidualRows rows = {};
  Tensor y = {};
  static constexpr std::array<Tensor NormReluDropout::*, 7> inputs{
      &NormReluDropout::x, &NormDropout::mean,         &NormDropout::variance, &NormDropout::gamma,
      &NormDropout::beta,  &NormReluDropout::residual, &NormDropout::offset};
  static constexpr std::array outputs{&NormReluDropout::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// With g = dy keep/(1-p) [normalised value > 0]: the sums of batchnorm_grad_sums for g instead of
/// dy.
struct NormReluDropoutGradSums : NormDropout {
  static constexpr OpInfo info{
      .name = "norm_relu_dropout_grad_sums",
      .formula =
          "dgamma[c] = sum_r g[r,c] xhat[r,c]; dbeta[c] = sum_r g[r,c]; "
          "g = dy keep/(1-p) [gamma xhat + beta > 0]",
      .shapes =
          "dy (R, C), x (R, C), mean (C), variance (C), gamma (C), beta (C), offset ()? i64 "
          "-> dgamma (C), dbeta (C)",
      .gradient = "none: it is the gradient of norm_relu_dropout itself",
      .roundings = "9 + R*u64/u",
      .magnitude =
          "dgamma: sum_r h (|x| + |mean|) / sqrt(var + eps); dbeta: sum_r h; h = |g|, "
          "plus |dy| keep/(1-p) / u where rounding may decide whether gamma xhat + beta > 0",
      .flops = "8*R*C",
      .bytes = "2*size(x)*R*C + 6*size*C + 8*has(offset)",
      .stem = "norm_relu_dropout",
  };
  Tensor dy, x, dgamma = {}, dbeta = {};
  static constexpr std::array<Tensor NormReluDropoutGradSums::*, 7> inputs{
      &NormReluDropoutGradSums::dy, &NormReluDropoutGradSums::x, &NormDropout::mean,
      &NormDropout::variance,       &NormDropout::gamma,         &NormDropout::beta,
      &NormDropout::offset};
  static constexpr std::array outputs{&NormReluDropoutGradSums::dgamma,
                                      &NormReluDropoutGradSums::dbeta};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

struct NormReluDropoutGradX : NormDropout {
  static constexpr OpInfo info{
      .name = "norm_relu_dropout_grad_x",
      .formula =
          "dx[r,c] = gamma[c] / sqrt(var[c] + eps) (g[r,c] - dbeta[c]/B - xhat[r,c] dgamma[c]/B); "
          "g = dy keep/(1-p) [gamma xhat + beta > 0]; B = batch_rows",
      .shapes =
          "dy (R, C), x (R, C), mean (C), variance (C), gamma (C), beta (C), dgamma (C), "
          "dbeta (C), offset ()? i64 -> dx (R, C)",
      .gradient = "none: it is the gradient of norm_relu_dropout itself",
      .roundings = "11",
      .magnitude =
          "|gamma| / sqrt(var + eps) "
          "(h + |dbeta|/B + (|x| + |mean|) / sqrt(var + eps) |dgamma|/B); h = |g|, "
          "plus |dy| keep/(1-p) / u where rounding may decide whether gamma xhat + beta > 0",
      .flops = "9*R*C",
      .bytes = "3*size*R*C + 6*size(mean)*C + 8*has(offset)",
      .stem = "norm_relu_dropout",
  };
  Tensor dy, x, dgamma, dbeta;
  Index batch_rows;  // that mean, variance, dgamma and dbeta are of: R, or more
  Tensor dx = {};
  static constexpr std::array<Tensor NormReluDropoutGradX::*, 9> inputs{
      &NormReluDropoutGradX::dy,     &NormReluDropoutGradX::x,     &NormDropout::mean,
      &NormDropout::variance,        &NormDropout::gamma,          &NormDropout::beta,
      &NormReluDropoutGradX::dgamma, &NormReluDropoutGradX::dbeta, &NormDropout::offset};
  static constexpr std::array outputs{&NormReluDropoutGradX::dx};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// x (N, L, C), residual (N, L_in, C) or empty -> y (N, L, C). Throws ShapeError when channels
/// differ or the residual's rows [start, start + (L-1) step] do not lie in L_in.
Tensor norm_relu_dropout(const Tensor& x, const NormDropout& how, const Tensor& residual = {},
                         Index start = 0, Index step = 1);
BatchNormGrads norm_relu_dropout_grad(const Tensor& dy, const Tensor& x, const NormDropout& how,
                                      bool want_dx, const WholeBatch& whole = {});

}  // namespace posegrad::kernels
