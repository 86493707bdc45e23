#include "nn/batchnorm1d.h"

#include "autograd/ops/batchnorm.h"

namespace posegrad::nn {

BatchNorm1d::BatchNorm1d(Index channels)
    : weight_(Tensor::full({channels}, 1.0), true),
      bias_(Tensor::zeros({channels}), true),
      running_mean_(Tensor::zeros({channels})),
      running_var_(Tensor::full({channels}, 1.0)),
      batches_tracked_(Tensor::zeros({}, DType::i64)) {}

Variable BatchNorm1d::forward(const Variable& x, Mode mode, double momentum) const {
  if (mode == Mode::evaluation)
    return batchnorm_with(x, weight_, bias_, kEps,
                          {running_mean_.to(x.dtype()), running_var_.to(x.dtype())});
  kernels::BatchStats stats;
  Variable y = batchnorm(x, weight_, bias_, kEps, &stats);
  update_running(stats.mean, stats.variance, x.value().numel() / x.dim(-1), momentum);
  return y;
}

void BatchNorm1d::update_running(const Tensor& mean, const Tensor& variance, Index rows,
                                 double momentum) const {
  const auto keep = static_cast<float>(1.0 - momentum), take = static_cast<float>(momentum);
  const float unbiased = rows > 1 ? static_cast<float>(rows) / static_cast<float>(rows - 1) : 1.0F;
  // A model in double, as gradients are checked in, keeps running statistics in float all the same.
  const Tensor float_mean = mean.to(DType::f32), float_variance = variance.to(DType::f32);
  const auto batch_mean = float_mean.cpu_view<float>(),
             batch_variance = float_variance.cpu_view<float>();
  const auto running_mean = running_mean_.cpu_span<float>(),
             running_var = running_var_.cpu_span<float>();
  for (std::size_t c = 0; c < batch_mean.size(); ++c) {
    running_mean[c] = keep * running_mean[c] + take * batch_mean[c];
    if (rows > 1) running_var[c] = keep * running_var[c] + take * batch_variance[c] * unbiased;
  }
  ++batches_tracked_.cpu_span<Index>()[0];
}

void BatchNorm1d::collect(const std::string& prefix, State& state) const {
  state.add_parameter(prefix + "weight", weight_);
  state.add_parameter(prefix + "bias", bias_);
  state.add_buffer(prefix + "running_mean", running_mean_);
  state.add_buffer(prefix + "running_var", running_var_);
  state.add_buffer(prefix + "num_batches_tracked", batches_tracked_);
}

}  // namespace posegrad::nn
