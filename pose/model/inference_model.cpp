#include "pose/model/inference_model.h"

#include <fmt/format.h>

#include "pose/data/collect.h"
#include "tensor/call_site.h"
#include "tensor/error.h"
#include "tensor/kernels/arithmetic.h"
#include "tensor/kernels/batchnorm.h"
#include "tensor/kernels/bias_relu.h"
#include "tensor/kernels/conv1d.h"
#include "tensor/kernels/winograd_conv1d.h"

namespace posegrad::pose {
namespace {

// With fewer channels the transforms cost more than the products that they save.
constexpr Index kWinogradChannels = 64;

}  // namespace

InferenceModel::InferenceModel(const TemporalModel& model)
    : options_(model.options()),
      receptive_field_(model.receptive_field()),
      shrink_weight_(model.shrink().weight().value().clone()),
      shrink_bias_(model.shrink().bias().value().clone()) {
  const CallScope scope("inference model");
  for (const TemporalModel::Layer& from : model.layers()) {
    const CallScope name(from.name);
    const nn::BatchNorm1d& norm = from.norm;
    const kernels::FoldedNorm folded = kernels::fold_norm(
        from.convolution.weight().value(), norm.running_mean(), norm.running_var(),
        norm.weight().value(), norm.bias().value(), nn::BatchNorm1d::kEps);
    Layer layer{from.name, folded.weight, folded.bias, {}, from.dilation, from.residual_start};
    if (!on_gpu() && folded.weight.dim(1) == 3 && folded.weight.dim(2) >= kWinogradChannels)
      layer.winograd = kernels::winograd_weights(folded.weight);
    layers_.push_back(std::move(layer));
  }
}

// x (R, C_in) -> (R_out, C_out), every segment shorter by the layer's window.
Tensor InferenceModel::convolve(const Tensor& x, const Layer& layer,
                                const Segments& segments) const {
  const CallScope scope(layer.name);
  if (layer.winograd.defined())
    return kernels::winograd_conv1d(x, layer.weight, layer.winograd, layer.dilation, segments);
  const Index C_in = x.dim(1), C_out = layer.weight.dim(0);
  const Segments out = segments.shortened(layer.window());
  if (layer.window() == 1)
    return kernels::conv1d(x.reshape({1, x.dim(0), C_in}), layer.weight).reshape({x.dim(0), C_out});
  Tensor y = Tensor::empty({out.rows(), C_out}, x.dtype(), x.device());
  Index from = 0, to = 0;
  for (std::size_t s = 0; s < out.lengths.size(); ++s) {
    const Index L = segments.lengths[s], L_out = out.lengths[s];
    dispatch(kernels::Conv1d{x.rows(from, from + L).reshape({1, L, C_in}),
                             layer.weight,
                             {.dilation = layer.dilation},
                             y.rows(to, to + L_out).reshape({1, L_out, C_out})});
    from += L;
    to += L_out;
  }
  return y;
}

// The one convolution with a bias of its own and no norm.
Tensor InferenceModel::shrink(const Tensor& x) const {
  const CallScope scope("shrink");
  const Tensor y = kernels::conv1d(x.reshape({1, x.dim(0), x.dim(1)}), shrink_weight_);
  return kernels::add(y.reshape({x.dim(0), options_.joints_out * 3}), shrink_bias_);
}

// All sequences as the rows of one matrix (sum of L_i, J * F) on the model's device.
Tensor InferenceModel::stacked(const std::vector<Tensor>& sequences) const {
  Index all = 0;
  for (const Tensor& x : sequences) {
    const Shape& shape = x.shape();
    if (shape.rank() != 3 || shape[1] != options_.joints_in || shape[2] != options_.features ||
        shape[0] < receptive_field_)
      throw ShapeError(
          fmt::format("inference model: a sequence has shape {}; expected ({} or more, {}, {})",
                      shape.to_string(), receptive_field_, options_.joints_in, options_.features));
    all += shape[0];
  }
  const Index row = options_.joints_in * options_.features;
  const Device device = shrink_weight_.device();
  if (sequences.size() == 1) return sequences[0].reshape({all, row}).to(device);
  Tensor rows = Tensor::empty({all, row}, DType::f32, device);
  Index begin = 0;
  for (const Tensor& x : sequences) {
    collect(x.reshape({x.dim(0), row}).to(device), rows.rows(begin, begin + x.dim(0)));
    begin += x.dim(0);
  }
  return rows;
}

// x (sum of L_i, J * F) -> (sum of L_i - receptive_field + 1, J_out * 3)
Tensor InferenceModel::run(Tensor x, Segments segments) const {
  x = convolve(x, layers_[0], segments);
  segments = segments.shortened(layers_[0].window());
  {
    const CallScope scope(layers_[0].name);
    kernels::bias_relu(x, layers_[0].bias, segments);
  }
  for (std::size_t i = 1; i + 1 < layers_.size(); i += 2) {
    const Layer &wide = layers_[i], &narrow = layers_[i + 1];
    const Segments before = segments;
    Tensor y = convolve(x, wide, segments);
    segments = segments.shortened(wide.window());
    {
      const CallScope scope(wide.name);
      kernels::bias_relu(y, wide.bias, segments);
    }
    y = convolve(y, narrow, segments);
    const CallScope scope(narrow.name);
    kernels::bias_relu(y, narrow.bias, segments, x, before, narrow.residual_start);
    x = std::move(y);
  }
  return shrink(x);
}

std::vector<Tensor> InferenceModel::forward(const std::vector<Tensor>& sequences) const {
  if (sequences.empty()) return {};
  const Tensor x = stacked(sequences);
  Segments segments;
  for (const Tensor& sequence : sequences) segments.lengths.push_back(sequence.dim(0));
  const Tensor rows = run(x, on_gpu() ? Segments{{segments.rows()}} : segments);
  std::vector<Tensor> poses;
  Index begin = 0;
  for (const Index L : segments.lengths) {
    const Index frames = L - receptive_field_ + 1;
    poses.push_back(rows.rows(begin, begin + frames).reshape({frames, options_.joints_out, 3}));
    begin += on_gpu() ? L : frames;
  }
  return poses;
}

}  // namespace posegrad::pose
