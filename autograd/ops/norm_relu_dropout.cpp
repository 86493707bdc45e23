#include "tensor/kernels/norm_relu_dropout.h"

#include "autograd/gradcheck_cases.h"
#include "autograd/ops.h"

namespace posegrad {

Variable norm_relu_dropout(const Variable& x, const Variable& gamma, const Variable& beta,
                           const Variable& residual, const NormReluDropoutOptions& options,
                           BatchMoments* moments_out) {
  // Not a structured binding: clang 14 cannot capture one.
  const BatchMoments moments = batch_moments(x.value(), options.part);
  if (moments_out != nullptr) *moments_out = moments;
  const kernels::BatchStats& stats = moments.stats;
  const kernels::NormDropout how{stats.mean,   stats.variance, gamma.value(),
                                 beta.value(), options.eps,    options.p,
                                 options.key,  options.offset, options.places};
  const Tensor added = residual.defined() ? residual.value() : Tensor{};
  Tensor y = kernels::norm_relu_dropout(x.value(), how, added, options.start, options.step);
  std::vector<Variable> inputs{x, gamma, beta};
  if (residual.defined()) inputs.push_back(residual);
  // g = dy keep/(1-p) [value > 0];  then as for batchnorm, with g for dy.  The residual's frames
  // get dy as it is.
  return record(
      "norm_relu_dropout", std::move(y), std::move(inputs),
      [x = x.value(), how, part = options.part, rows = moments.rows, start = options.start,
       step = options.step,
       L_in = added.defined() ? added.dim(1) : 0](const Tensor& dy, const Wants& wants) -> Grads {
        kernels::BatchNormGrads grads =
            kernels::norm_relu_dropout_grad(dy, x, how, wants[0], gradient_sums(part, rows));
        if (!part.counts) clear(grads.dx);
        Grads out{grads.dx, wants[1] ? grads.dgamma : Tensor{}, wants[2] ? grads.dbeta : Tensor{}};
        if (wants.size() > 3) {
          const SliceRange frames{start, start + (dy.dim(1) - 1) * step + 1, step};
          out.push_back(wants[3] ? Gradient::of_slice(dy, 1, frames, L_in) : Gradient());
        }
        return out;
      });
}

namespace {

// A ReLU sits in the middle, where no choice of x keeps off its kink.
constexpr double kStep = 1e-5;

GradcheckFunction block_end(NormReluDropoutOptions options) {
  return [options](auto& in) {
    return norm_relu_dropout(in[0], in[1], in[2], in.size() > 3 ? in[3] : Variable(), options);
  };
}
const GradcheckCases kNormReluDropout{
    "norm_relu_dropout",
    {
        {"no residual", "x (4, 3, 5), gamma (5) in 0.5..2, beta (5)",
         block_end({.p = 0.25, .key = {11, 5}})},
        {"no dropout", "x (4, 3, 5), gamma (5) in 0.5..2, beta (5)", block_end({})},
        {"residual", "x (3, 4, 6), gamma (6) in 0.5..2, beta (6), residual (3, 10, 6)",
         block_end({.p = 0.25, .key = {11, 5}, .start = 3})},
        {"residual, strided", "x (3, 4, 6), gamma (6) in 0.5..2, beta (6), residual (3, 12, 6)",
         block_end({.p = 0.5, .key = {11, 5}, .start = 1, .step = 3})},
        {"residual without dropout",
         "x (2, 3, 4), gamma (4) in 0.5..2, beta (4), residual (2, 3, 4)", block_end({})},
    },
    kStep};

}  // namespace

}  // namespace posegrad
