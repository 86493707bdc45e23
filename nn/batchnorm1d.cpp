#include "nn/batchnorm1d.h"

#include "autograd/ops/batchnorm.h"
#include "tensor/kernels/batchnorm.h"

namespace posegrad::nn {

BatchNorm1d::BatchNorm1d(Index channels)
    : weight_(Tensor::full({channels}, 1.0), true),
      bias_(Tensor::zeros({channels}), true),
      running_mean_(Tensor::zeros({channels})),
      running_var_(Tensor::full({channels}, 1.0)),
      batches_tracked_(Tensor::zeros({}, DType::i64)) {}

Variable BatchNorm1d::forward(const Variable& x, Mode mode, double momentum,
                              const Tensor& device_momentum) const {
  if (mode == Mode::evaluation)
    return batchnorm_with(x, weight_, bias_, kEps,
                          {running_mean_.to(x.dtype()), running_var_.to(x.dtype())});
  kernels::BatchStats stats;
  Variable y = batchnorm(x, weight_, bias_, kEps, &stats);
  update_running(stats.mean, stats.variance, x.value().numel() / x.dim(-1), momentum,
                 device_momentum);
  return y;
}

void BatchNorm1d::update_running(const Tensor& mean, const Tensor& variance, Index rows,
                                 double momentum, const Tensor& device_momentum) const {
  // A model in double, as gradients are checked in, keeps running statistics in float all the same.
  kernels::update_running_stats({running_mean_, running_var_, batches_tracked_},
                                mean.to(DType::f32), variance.to(DType::f32), rows, momentum,
                                device_momentum);
}

void BatchNorm1d::collect(const std::string& prefix, State& state) const {
  state.add_parameter(prefix + "weight", weight_);
  state.add_parameter(prefix + "bias", bias_);
  state.add_buffer(prefix + "running_mean", running_mean_);
  state.add_buffer(prefix + "running_var", running_var_);
  state.add_buffer(prefix + "num_batches_tracked", batches_tracked_);
}

}  // namespace posegrad::nn
