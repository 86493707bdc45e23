#include "autograd/gradcheck_cases.h"
#include "autograd/ops.h"
#include "tensor/kernels/arithmetic.h"

namespace posegrad {

Variable batchnorm(const Variable& x, const Variable& gamma, const Variable& beta, double eps,
                   BatchMoments* moments_out, const BatchPart& part) {
  // Not a structured binding: clang 14 cannot capture one.
  const BatchMoments moments = batch_moments(x.value(), part);
  if (moments_out != nullptr) *moments_out = moments;
  Tensor y = kernels::batchnorm_apply(x.value(), moments.stats, gamma.value(), beta.value(), eps);
  // xhat = (x - mean) / sqrt(var + eps);  dgamma = sum dy xhat;  dbeta = sum dy
  // dx = gamma / sqrt(var + eps) (dy - dbeta / R - xhat dgamma / R) docs/derivations/batchnorm.md
  // Sums and R in dx are the whole batch's.
  return record(
      "batchnorm", std::move(y), {x, gamma, beta},
      [x = x.value(), gamma = gamma.value(), moments, eps, part](const Tensor& dy,
                                                                 const Wants& wants) -> Grads {
        kernels::BatchNormGrads grads = kernels::batchnorm_grad(
            dy, x, moments.stats, gamma, eps, wants[0], gradient_sums(part, moments.rows));
        if (!part.counts) clear(grads.dx);
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

namespace {

constexpr double kEps = 1e-5;

Variable normalised(const std::vector<Variable>& in) {
  return batchnorm(in[0], in[1], in[2], kEps);
}

// Channel c has the mean c / 4 and the variance (c + 1) / 2.
Variable normalised_by_ramps(const std::vector<Variable>& in) {
  const Index C = in[0].dim(-1);
  const kernels::BatchStats stats{Tensor::empty({C}, DType::f64), Tensor::empty({C}, DType::f64)};
  for (Index c = 0; c < C; ++c) {
    stats.mean.data<double>()[c] = static_cast<double>(c) / 4;
    stats.variance.data<double>()[c] = static_cast<double>(c + 1) / 2;
  }
  const auto like_x = [&](const Tensor& t) {
    return t.to(in[0].dtype()).to(in[0].value().device());
  };
  return batchnorm_with(in[0], in[1], in[2], kEps, {like_x(stats.mean), like_x(stats.variance)});
}

const GradcheckCases kBatchnorm{
    "batchnorm",
    {{"frames", "x (2, 4, 3), gamma (3) in 0.5..2, beta (3)", normalised},
     {"rows", "x (5, 3), gamma (3) in 0.5..2, beta (3)", normalised},
     {"many rows", "x (70, 2), gamma (2) in 0.5..2, beta (2)", normalised}}};
const GradcheckCases kBatchnormWith{
    "batchnorm_with",
    {{"given statistics", "x (4, 2, 3), gamma (3), beta (3)", normalised_by_ramps}}};

}  // namespace

}  // namespace posegrad
