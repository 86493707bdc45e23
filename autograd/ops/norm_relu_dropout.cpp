#include "autograd/ops/norm_relu_dropout.h"

namespace posegrad {

Variable norm_relu_dropout(const Variable& x, const Variable& gamma, const Variable& beta,
                           const Variable& residual, const NormReluDropoutOptions& options,
                           kernels::BatchStats* stats_out) {
  const kernels::BatchStats stats = kernels::batchnorm_stats(x.value());
  if (stats_out != nullptr) *stats_out = stats;
  const kernels::NormDropout how{stats.mean,  stats.variance, gamma.value(), beta.value(),
                                 options.eps, options.p,      options.key,   options.offset};
  const Tensor added = residual.defined() ? residual.value() : Tensor{};
  Tensor y = kernels::norm_relu_dropout(x.value(), how, added, options.start, options.step);
  std::vector<Variable> inputs{x, gamma, beta};
  if (residual.defined()) inputs.push_back(residual);
  // g = dy keep/(1-p) [value > 0];  then as for batchnorm, with g for dy.  The residual's frames
  // get dy as it is.
  return record(
      "norm_relu_dropout", std::move(y), std::move(inputs),
      [x = x.value(), how, start = options.start, step = options.step,
       L_in = added.defined() ? added.dim(1) : 0](const Tensor& dy, const Wants& wants) -> Grads {
        kernels::BatchNormGrads grads = kernels::norm_relu_dropout_grad(dy, x, how, wants[0]);
        Grads out{grads.dx, wants[1] ? grads.dgamma : Tensor{}, wants[2] ? grads.dbeta : Tensor{}};
        if (wants.size() > 3) {
          const SliceRange frames{start, start + (dy.dim(1) - 1) * step + 1, step};
          out.push_back(wants[3] ? Gradient::of_slice(dy, 1, frames, L_in) : Gradient());
        }
        return out;
      });
}

}  // namespace posegrad
