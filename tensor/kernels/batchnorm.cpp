#include "tensor/kernels/batchnorm.h"

#include <cmath>

#include <fmt/format.h>

namespace posegrad::kernels {
namespace {

Tensor as_rows(std::string_view op, const Tensor& x) {
  if (x.rank() < 1) throw ShapeError(fmt::format("{}: 'x' has no channel axis", op));
  const Index C = x.dim(-1);
  if (x.numel() == 0)
    throw ValueError(
        fmt::format("{}: 'x' has shape {}, which holds no rows", op, x.shape().to_string()));
  return x.reshape({x.numel() / C, C});
}

// Kernels add up in double: R additions of rounding 2^-53, seen from a result that is rounded to
// `dtype`, or to f32 beside bf16.
double double_sum_roundings(DType dtype, Index R) {
  return 8 + static_cast<double>(R) * (dtype == DType::f64 ? 1.0 : 0x1p-29);
}

}  // namespace

BatchStats batchnorm_stats(const Tensor& x) {
  BatchNormStats op{as_rows("batchnorm_stats", x)};
  run_per_channel(op);
  return {op.mean, op.variance};
}

Tensor batchnorm_apply(const Tensor& x, const BatchStats& stats, const Tensor& gamma,
                       const Tensor& beta, double eps) {
  const Tensor rows = as_rows("batchnorm_apply", x);
  return result_of(BatchNormApply{rows, stats.mean, stats.variance, gamma, beta, eps})
      .reshape(x.shape());
}

WholeBatchSums of_whole_batch(const BatchNormGrads& grads, Index rows, const WholeBatch& whole) {
  return whole ? whole(grads.dgamma, grads.dbeta) : WholeBatchSums{grads.dgamma, grads.dbeta, rows};
}

BatchNormGrads batchnorm_grad(const Tensor& dy, const Tensor& x, const BatchStats& stats,
                              const Tensor& gamma, double eps, bool want_dx,
                              const WholeBatch& whole) {
  const Tensor rows = as_rows("batchnorm_grad", x), dy_rows = as_rows("batchnorm_grad", dy);
  BatchNormGradSums sums{dy_rows, rows, stats.mean, stats.variance, eps};
  run_per_channel(sums);
  BatchNormGrads grads{{}, sums.dgamma, sums.dbeta};
  const WholeBatchSums all = of_whole_batch(grads, rows.dim(0), whole);
  if (want_dx)
    grads.dx = result_of(BatchNormGradX{dy_rows, rows, stats.mean, stats.variance, gamma,
                                        all.dgamma, all.dbeta, eps, all.rows})
                   .reshape(x.shape());
  return grads;
}

Reference BatchNormStats::reference(int output, Index c) const {
  const Index R = dim<"R">(*this), C = dim<"C">(*this);
  double sum = 0, magnitude = 0;
  for (Index r = 0; r < R; ++r) {
    sum += x.at(r * C + c);
    magnitude += std::abs(x.at(r * C + c));
  }
  const auto rows = static_cast<double>(R);
  const double exact_mean = sum / rows;
  if (output == 0) return {exact_mean, magnitude / rows, double_sum_roundings(x.dtype(), R)};
  double squares = 0, shifted = 0;
  for (Index r = 0; r < R; ++r) {
    squares += std::pow(x.at(r * C + c) - exact_mean, 2);
    shifted += std::pow(x.at(r * C + c) - x.at(c), 2);  // the kernel's origin is the first row
  }
  // Its cancellation happens in double: 2^-29 of it is left in a float result.
  const double kept = x.dtype() == DType::f64 ? 1.0 : 0x1p-29;
  return {squares / rows, squares / rows + kept * shifted / rows,
          double_sum_roundings(x.dtype(), R)};
}

Reference BatchNormApply::reference(int, Index element) const {
  const Index c = element % dim<"C">(*this);
  const NormalisedElement at(*this, element, c);
  return {gamma.at(c) * at.xhat + beta.at(c),
          std::abs(gamma.at(c)) * at.rounded + std::abs(beta.at(c)), 6};
}

Reference BatchNormGradSums::reference(int output, Index c) const {
  const Index R = dim<"R">(*this), C = dim<"C">(*this);
  double sum = 0, magnitude = 0;
  for (Index r = 0; r < R; ++r) {
    const Index e = r * C + c;
    const NormalisedElement at(*this, e, c);
    sum += dy.at(e) * (output == 0 ? at.xhat : 1);
    magnitude += std::abs(dy.at(e)) * (output == 0 ? at.rounded : 1);
  }
  return {sum, magnitude, double_sum_roundings(x.dtype(), R)};
}

Reference BatchNormGradX::reference(int, Index element) const {
  const Index c = element % dim<"C">(*this);
  const auto B = static_cast<double>(batch_rows);
  const NormalisedElement at(*this, element, c);
  const double slope = gamma.at(c) / at.deviation;
  const double value = slope * (dy.at(element) - dbeta.at(c) / B - at.xhat * dgamma.at(c) / B);
  const double magnitude = std::abs(slope) * (std::abs(dy.at(element)) + std::abs(dbeta.at(c)) / B +
                                              at.rounded * std::abs(dgamma.at(c)) / B);
  return {value, magnitude, 10};
}

void update_running_stats(const RunningStatistics& running, const Tensor& batch_mean,
                          const Tensor& batch_variance, Index rows, double momentum,
                          const Tensor& device_momentum) {
  const auto& [mean, variance, batches] = running;
  if (rows < 1)
    throw ValueError(fmt::format("running_stats: a batch of {} rows; at least 1 is needed", rows));
  result_of(RunningStats{batch_mean, batch_variance, mean, variance, rows, momentum, mean, variance,
                         batches, device_momentum, batches});
}

Reference RunningStats::reference(int output, Index c) const {
  if (output == 2) return {batches_in.at(0) + 1, 0, 0};
  if (output == 1 && rows == 1) return {variance_in.at(c), 0, 0};
  const auto R = static_cast<double>(rows);
  const double share = device_momentum.defined() ? device_momentum.at(0) : momentum;
  const double kept = (1 - share) * (output == 0 ? mean_in : variance_in).at(c);
  const double taken =
      output == 0 ? share * batch_mean.at(c) : share * R / (R - 1) * batch_variance.at(c);
  return {kept + taken, std::abs(kept) + std::abs(taken), output == 0 ? 3.0 : 7.0};
}

FoldedNorm fold_norm(const Tensor& w, const Tensor& mean, const Tensor& variance,
                     const Tensor& gamma, const Tensor& beta, double eps) {
  FoldNorm op{w, mean, variance, gamma, beta, eps};
  result_of(op, Dims(op));
  return {op.folded, op.bias};
}

Reference FoldNorm::reference(int output, Index element) const {
  const Index o = output == 0 ? element / (dim<"K">(*this) * dim<"C_in">(*this)) : element;
  const double scale = gamma.at(o) / std::sqrt(variance.at(o) + eps);
  if (output == 0) {
    const double value = w.at(element) * scale;
    return {value, std::abs(value), 5};
  }
  return {beta.at(o) - mean.at(o) * scale, std::abs(beta.at(o)) + std::abs(mean.at(o) * scale), 6};
}

}  // namespace posegrad::kernels
