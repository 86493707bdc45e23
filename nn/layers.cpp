#include "nn/layers.h"

#include <cmath>
#include <span>

#include "tensor/error.h"
#include "tensor/kernels/batchnorm.h"

namespace posegrad::nn {

Tensor uniform(Shape shape, double bound, std::uint64_t seed, std::uint64_t counter, DType dtype) {
  Tensor tensor = Tensor::empty(shape, DType::f64);
  const std::span<double> values = tensor.cpu_span<double>();
  for (std::size_t e = 0; e < values.size(); ++e) {
    const double unit = random_word({seed, counter}, e) * 0x1p-32;  // [0, 1)
    values[e] = bound * (2 * unit - 1);
  }
  return tensor.to(dtype);
}

Conv1d::Conv1d(Sizes sizes, std::uint64_t seed, std::uint64_t counter) {
  const double bound = 1.0 / std::sqrt(static_cast<double>(sizes.in * sizes.width));
  // Two counters a layer: weight and bias must not share their numbers.
  weight_ = Variable(uniform({sizes.out, sizes.width, sizes.in}, bound, seed, 2 * counter), true);
  if (sizes.bias) bias_ = Variable(uniform({sizes.out}, bound, seed, 2 * counter + 1), true);
}

Variable Conv1d::forward(const Variable& x, Conv1dOptions options,
                         std::optional<DType> result) const {
  Variable y = conv1d(x, weight_, options, result);
  return bias_.defined() ? y + bias_ : y;
}

void Conv1d::collect(const std::string& prefix, State& state) const {
  state.add_parameter(prefix + "weight", weight_);
  if (bias_.defined()) state.add_parameter(prefix + "bias", bias_);
}

Conv2d::Conv2d(Sizes sizes, std::uint64_t seed, std::uint64_t counter) {
  const Index K = sizes.width;
  const double bound = 1.0 / std::sqrt(static_cast<double>(sizes.in * K * K));
  weight_ = Variable(uniform({K, K, sizes.in, sizes.out}, bound, seed, 2 * counter), true);
  if (sizes.bias) bias_ = Variable(uniform({sizes.out}, bound, seed, 2 * counter + 1), true);
}

Variable Conv2d::forward(const Variable& x, Conv2dOptions options) const {
  Variable y = conv2d(x, weight_, options);
  return bias_.defined() ? y + bias_ : y;
}

void Conv2d::collect(const std::string& prefix, State& state) const {
  state.add_parameter(prefix + "weight", weight_);
  if (bias_.defined()) state.add_parameter(prefix + "bias", bias_);
}

DepthwiseConv2d::DepthwiseConv2d(Sizes sizes, std::uint64_t seed, std::uint64_t counter) {
  const Index K = sizes.width, C = sizes.channels;
  const double bound = 1.0 / static_cast<double>(K);
  weight_ = Variable(uniform({K, K, C}, bound, seed, 2 * counter), true);
  if (sizes.bias) bias_ = Variable(uniform({C}, bound, seed, 2 * counter + 1), true);
}

Variable DepthwiseConv2d::forward(const Variable& x, Conv2dOptions options) const {
  Variable y = depthwise_conv2d(x, weight_, options);
  return bias_.defined() ? y + bias_ : y;
}

void DepthwiseConv2d::collect(const std::string& prefix, State& state) const {
  state.add_parameter(prefix + "weight", weight_);
  if (bias_.defined()) state.add_parameter(prefix + "bias", bias_);
}

Linear::Linear(Index in, Index out, std::uint64_t seed, std::uint64_t counter) {
  const double bound = 1.0 / std::sqrt(static_cast<double>(in));
  weight_ = Variable(uniform({out, in}, bound, seed, 2 * counter), true);
  bias_ = Variable(uniform({out}, bound, seed, 2 * counter + 1), true);
}

Variable Linear::forward(const Variable& x) const {
  const Index in = x.dim(-1), out = weight_.dim(0);
  const Variable rows = reshape(x, {in == 0 ? 0 : x.value().numel() / in, in});
  const Variable y = matmul(rows, weight_, {.transpose_b = true}) + bias_;
  return reshape(y, x.shape().with(-1, out));
}

void Linear::collect(const std::string& prefix, State& state) const {
  state.add_parameter(prefix + "weight", weight_);
  state.add_parameter(prefix + "bias", bias_);
}

BatchNorm1d::BatchNorm1d(Index channels)
    : weight_(Tensor::full({channels}, 1.0), true),
      bias_(Tensor::zeros({channels}), true),
      running_mean_(Tensor::zeros({channels})),
      running_var_(Tensor::full({channels}, 1.0)),
      batches_tracked_(Tensor::zeros({}, DType::i64)) {}

Variable BatchNorm1d::forward(const Variable& x, Mode mode, double momentum,
                              const Tensor& device_momentum, const Shard* shard) const {
  if (mode == Mode::evaluation)
    return batchnorm_with(x, weight_, bias_, kEps,
                          {running_mean_.to(x.dtype()), running_var_.to(x.dtype())});
  BatchMoments moments;
  Variable y =
      batchnorm(x, weight_, bias_, kEps, &moments, shard == nullptr ? BatchPart{} : shard->part());
  update_running(moments, momentum, device_momentum);
  return y;
}

void BatchNorm1d::update_running(const BatchMoments& batch, double momentum,
                                 const Tensor& device_momentum) const {
  // A model in double, as gradients are checked in, keeps running statistics in float all the same.
  kernels::update_running_stats(
      {running_mean_, running_var_, batches_tracked_}, batch.stats.mean.to(DType::f32),
      batch.stats.variance.to(DType::f32), batch.rows, momentum, device_momentum);
}

void BatchNorm1d::collect(const std::string& prefix, State& state) const {
  state.add_parameter(prefix + "weight", weight_);
  state.add_parameter(prefix + "bias", bias_);
  state.add_buffer(prefix + "running_mean", running_mean_);
  state.add_buffer(prefix + "running_var", running_var_);
  state.add_buffer(prefix + "num_batches_tracked", batches_tracked_);
}

Variable Dropout::forward(const Variable& x, const Pass& pass) const {
  if (pass.mode == Mode::evaluation || p_ == 0) return x;
  if (pass.random == nullptr) throw ValueError("dropout: training needs a random stream");
  return dropout(x, p_, pass.random->next(), pass.random->offset,
                 pass.shard == nullptr ? RandomPlaces{} : pass.shard->places(x));
}

}  // namespace posegrad::nn
