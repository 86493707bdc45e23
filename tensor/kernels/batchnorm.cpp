#include "tensor/kernels/batchnorm.h"

#include "tensor/dims.h"

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

}  // namespace

BatchStats batchnorm_stats(const Tensor& x) {
  const Tensor rows = as_rows("batchnorm_stats", x);
  const Index C = rows.dim(1);
  BatchStats stats{Tensor::empty({C}, channel_dtype(x), x.device()),
                   Tensor::empty({C}, channel_dtype(x), x.device())};
  dispatch(BatchNormStats{rows, stats.mean, stats.variance});
  return stats;
}

Tensor batchnorm_apply(const Tensor& x, const BatchStats& stats, const Tensor& gamma,
                       const Tensor& beta, double eps) {
  const Tensor rows = as_rows("batchnorm_apply", x);
  Dims dims("batchnorm_apply");
  dims.bind("x", rows, "R", "C");
  dims.bind("mean", stats.mean, "C");
  dims.bind("variance", stats.variance, "C");
  dims.bind("gamma", gamma, "C");
  dims.bind("beta", beta, "C");
  Tensor y = Tensor::empty(x.shape(), x.dtype(), x.device());
  dispatch(
      BatchNormApply{rows, stats.mean, stats.variance, gamma, beta, eps, y.reshape(rows.shape())});
  return y;
}

BatchNormGrads batchnorm_grad(const Tensor& dy, const Tensor& x, const BatchStats& stats,
                              const Tensor& gamma, double eps, bool want_dx) {
  const Tensor rows = as_rows("batchnorm_grad", x), dy_rows = as_rows("batchnorm_grad", dy);
  Dims dims("batchnorm_grad");
  const auto [R, C] = dims.bind("x", rows, "R", "C");
  dims.bind("dy", dy_rows, "R", "C");
  dims.bind("mean", stats.mean, "C");
  dims.bind("variance", stats.variance, "C");
  dims.bind("gamma", gamma, "C");
  BatchNormGrads grads{{},
                       Tensor::empty({C}, channel_dtype(x), x.device()),
                       Tensor::empty({C}, channel_dtype(x), x.device())};
  dispatch(
      BatchNormGradSums{dy_rows, rows, stats.mean, stats.variance, eps, grads.dgamma, grads.dbeta});
  if (want_dx) {
    grads.dx = Tensor::empty(x.shape(), x.dtype(), x.device());
    dispatch(BatchNormGradX{dy_rows, rows, stats.mean, stats.variance, gamma, grads.dgamma,
                            grads.dbeta, eps, grads.dx.reshape(rows.shape())});
  }
  return grads;
}

}  // namespace posegrad::kernels
