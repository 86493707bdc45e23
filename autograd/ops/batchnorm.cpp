#include "autograd/ops/batchnorm.h"

#include "autograd/ops/arithmetic.h"
#include "tensor/kernels/elementwise.h"

namespace posegrad {

Variable batchnorm(const Variable& x, const Variable& gamma, const Variable& beta, double eps,
                   kernels::BatchStats* stats_out) {
  const kernels::BatchStats stats = kernels::batchnorm_stats(x.value());
  if (stats_out != nullptr) *stats_out = stats;
  Tensor y = kernels::batchnorm_apply(x.value(), stats, gamma.value(), beta.value(), eps);
  // xhat = (x - mean) / sqrt(var + eps);  dgamma = sum dy xhat;  dbeta = sum dy
  // dx = gamma / sqrt(var + eps) (dy - dbeta / R - xhat dgamma / R) docs/derivations/batchnorm.md
  return record(
      "batchnorm", std::move(y), {x, gamma, beta},
      [x = x.value(), gamma = gamma.value(), stats, eps](const Tensor& dy,
                                                         const Wants& wants) -> Grads {
        kernels::BatchNormGrads grads = kernels::batchnorm_grad(dy, x, stats, gamma, eps, wants[0]);
        return {grads.dx, wants[1] ? grads.dgamma : Tensor{}, wants[2] ? grads.dbeta : Tensor{}};
      });
}

Variable batchnorm_with(const Variable& x, const Variable& gamma, const Variable& beta, double eps,
                        const kernels::BatchStats& stats) {
  if (!grad_enabled() || !(x.requires_grad() || gamma.requires_grad() || beta.requires_grad()))
    return Variable(kernels::batchnorm_apply(x.value(), stats, gamma.value(), beta.value(), eps));
  const Index C = stats.variance.numel();
  // 1 / sqrt(var + eps): the kernel applied to x = 1 with mean 0, gamma 1, beta 0
  const auto filled = [&](const Shape& shape, double value) {
    return Tensor::full(shape, value, x.dtype(), x.value().device());
  };
  const Tensor inverse_deviation = kernels::batchnorm_apply(
      filled({1, C}, 1), {filled({C}, 0), stats.variance}, filled({C}, 1), filled({C}, 0), eps);
  return (x - Variable(stats.mean)) * (gamma * Variable(inverse_deviation.reshape({C}))) + beta;
}

}  // namespace posegrad
