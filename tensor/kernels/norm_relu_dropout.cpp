#include "tensor/kernels/norm_relu_dropout.h"

#include "tensor/dims.h"

namespace posegrad::kernels {
namespace {

std::array<Index, 3> bind(Dims& dims, const Tensor& x, const NormDropout& how) {
  const auto sizes = dims.bind("x", x, "N", "L", "C");
  dims.bind("mean", how.mean, "C");
  dims.bind("variance", how.variance, "C");
  dims.bind("gamma", how.gamma, "C");
  dims.bind("beta", how.beta, "C");
  dims.require(x.numel() > 0, "'x' has shape {}, which holds no rows", x.shape().to_string());
  if (!(how.p >= 0 && how.p <= 1))
    throw ValueError(fmt::format("norm_relu_dropout: p = {} is no probability", how.p));
  return sizes;
}

}  // namespace

Tensor norm_relu_dropout(const Tensor& x, const NormDropout& how, const Tensor& residual,
                         Index start, Index step) {
  Dims dims("norm_relu_dropout");
  const auto [N, L, C] = bind(dims, x, how);
  ResidualRows rows{.L = L};
  if (residual.defined()) {
    rows = {L, dims.bind("residual", residual, "N", "L_in", "C")[1], start, step};
    dims.require(start >= 0 && step >= 1 && start + (L - 1) * step < rows.L_in,
                 "residual rows from {} in steps of {} do not lie in {}", start, step,
                 residual.shape().to_string());
  }
  Tensor y = Tensor::empty(x.shape(), x.dtype(), x.device());
  const Shape flat{N * L, C};
  dispatch(NormReluDropout{x.reshape(flat), how.mean, how.variance, how.gamma, how.beta, residual,
                           how.eps, how.p, how.key, rows, y.reshape(flat), how.offset});
  return y;
}

BatchNormGrads norm_relu_dropout_grad(const Tensor& dy, const Tensor& x, const NormDropout& how,
                                      bool want_dx) {
  Dims dims("norm_relu_dropout_grad");
  const auto [N, L, C] = bind(dims, x, how);
  dims.bind("dy", dy, "N", "L", "C");
  const Shape flat{N * L, C};
  BatchNormGrads grads{{},
                       Tensor::empty({C}, channel_dtype(x), x.device()),
                       Tensor::empty({C}, channel_dtype(x), x.device())};
  dispatch(NormReluDropoutGradSums{dy.reshape(flat), x.reshape(flat), how.mean, how.variance,
                                   how.gamma, how.beta, how.eps, how.p, how.key, grads.dgamma,
                                   grads.dbeta, how.offset});
  if (want_dx) {
    grads.dx = Tensor::empty(x.shape(), x.dtype(), x.device());
    dispatch(NormReluDropoutGradX{dy.reshape(flat), x.reshape(flat), how.mean, how.variance,
                                  how.gamma, how.beta, grads.dgamma, grads.dbeta, how.eps, how.p,
                                  how.key, grads.dx.reshape(flat), how.offset});
  }
  return grads;
}

}  // namespace posegrad::kernels
