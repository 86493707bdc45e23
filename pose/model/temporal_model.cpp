#include "pose/model/temporal_model.h"

#include <fmt/format.h>

#include "autograd/ops.h"
#include "tensor/call_site.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

// As in the checkpoints of the original.
const std::string kExpand = "expand_conv", kExpandNorm = "expand_bn", kShrink = "shrink";

Variable convolve(const Variable& x, const nn::Conv1d& layer, const std::string& name,
                  Conv1dOptions options = {}, std::optional<DType> result = {}) {
  const CallScope scope(name);
  return layer.forward(x, options, result);
}

TemporalModelOptions checked(TemporalModelOptions options) {
  if (options.widths.empty())
    throw ValueError("temporal model: at least one filter width is needed");
  for (const Index width : options.widths)
    if (width < 1 || width % 2 == 0)
      throw ValueError(fmt::format("temporal model: filter widths must be odd, {} given", width));
  for (const Index size :
       {options.joints_in, options.features, options.joints_out, options.channels})
    if (size < 1)
      throw ValueError(fmt::format(
          "temporal model: joints, features and channels must be positive, {} given", size));
  return options;
}

/// One residual block in numbers: how its wide convolution runs and which input frames its residual
/// keeps.
struct BlockPlan {
  Conv1dOptions convolution;
  Index width;           // taps of the convolution
  Index residual_start;  // first input frame of the residual
  Index residual_step;
};

// Block i (from 1) has width w and dilation d = product of the widths before it; half = (w - 1)/2 *
// d frames are lost on each side. A causal residual is the last frame of the window instead of the
// middle one.
BlockPlan plan_block(const TemporalModelOptions& options, std::size_t i, ModelForm form) {
  const Index w = options.widths[i];
  Index d = 1;
  for (std::size_t before = 0; before < i; ++before) d *= options.widths[before];
  const Index half = (w - 1) / 2;
  const Index frame = options.causal ? 2 * half : half;
  if (form == ModelForm::single_frame) return {{.stride = w}, w, frame, w};
  if (options.dense) return {{}, 2 * half * d + 1, frame * d, 1};
  return {{.dilation = d}, w, frame * d, 1};
}

}  // namespace

TemporalModel::TemporalModel(TemporalModelOptions options, std::uint64_t seed,
                             std::uint64_t first_counter)
    : options_(checked(std::move(options))),
      expand_({.in = options_.joints_in * options_.features,
               .out = options_.channels,
               .width = options_.widths[0]},
              seed, first_counter),
      expand_norm_(options_.channels),
      shrink_({.in = options_.channels, .out = options_.joints_out * 3, .width = 1, .bias = true},
              seed, first_counter + 1),
      dropout_(options_.dropout) {
  const Index C = options_.channels;
  for (std::size_t i = 1; i < options_.widths.size(); ++i) {
    const Index width = plan_block(options_, i, ModelForm::dilated).width;
    blocks_.push_back(
        {fmt::format("layers_conv.{}", 2 * i - 2), fmt::format("layers_conv.{}", 2 * i - 1),
         fmt::format("layers_bn.{}", 2 * i - 2), fmt::format("layers_bn.{}", 2 * i - 1),
         nn::Conv1d({.in = C, .out = C, .width = width}, seed, first_counter + 2 * i),
         nn::Conv1d({.in = C, .out = C, .width = 1}, seed, first_counter + 2 * i + 1),
         nn::BatchNorm1d(C), nn::BatchNorm1d(C)});
  }
}

Index TemporalModel::receptive_field() const noexcept {
  Index frames = 1;
  for (const Index width : options_.widths) frames *= width;
  return frames;
}

// dropout(relu(norm(x))) + residual
Variable TemporalModel::activate(const Variable& x, const nn::BatchNorm1d& norm,
                                 const std::string& name, const nn::Pass& pass,
                                 const Residual& residual) const {
  const CallScope scope(name);
  if (pass.mode == nn::Mode::training && pass.fused) {
    const bool drops = dropout_.p() > 0;
    if (drops && pass.random == nullptr)
      throw ValueError("temporal model: dropout needs a random stream");
    BatchMoments moments;
    Variable y = norm_relu_dropout(x, norm.weight(), norm.bias(), residual.from,
                                   {.eps = nn::BatchNorm1d::kEps,
                                    .p = dropout_.p(),
                                    .key = drops ? pass.random->next() : RandomKey{},
                                    .offset = drops ? pass.random->offset : Tensor{},
                                    .start = residual.start,
                                    .step = residual.step,
                                    .part = pass.shard ? pass.shard->part() : BatchPart{},
                                    .places = pass.shard ? pass.shard->places(x) : RandomPlaces{}},
                                   &moments);
    norm.update_running(moments, pass.momentum, pass.device_momentum);
    return y;
  }
  const Variable y = dropout_.forward(
      relu(norm.forward(x, pass.mode, pass.momentum, pass.device_momentum, pass.shard)), pass);
  if (!residual.from.defined()) return y;
  const Index stop = residual.start + (y.dim(1) - 1) * residual.step + 1;
  return y + slice(residual.from, 1, {residual.start, stop, residual.step});
}

Variable TemporalModel::forward(const Variable& poses, const nn::Pass& pass, ModelForm form) const {
  const Shape& in = poses.shape();
  if (in.rank() != 4 || in[2] != options_.joints_in || in[3] != options_.features)
    throw ShapeError(fmt::format("temporal model: the input has shape {}; expected (N, L, {}, {})",
                                 in.to_string(), options_.joints_in, options_.features));
  if (in[1] < receptive_field())
    throw ShapeError(
        fmt::format("temporal model: {} frames are fewer than the receptive field of {}", in[1],
                    receptive_field()));
  if (form == ModelForm::single_frame && options_.dense)
    throw ValueError("temporal model: dense filters have no single-frame form");

  Variable x = reshape(poses, {in[0], in[1], in[2] * in[3]});
  if (pass.activations == DType::bf16) x = cast(x, DType::bf16);
  const Conv1dOptions first = form == ModelForm::single_frame
                                  ? Conv1dOptions{.stride = options_.widths[0]}
                                  : Conv1dOptions{};
  x = activate(convolve(x, expand_, kExpand, first), expand_norm_, kExpandNorm, pass, {});
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const Block& block = blocks_[i];
    const BlockPlan plan = plan_block(options_, i + 1, form);
    const Variable y = activate(convolve(x, block.wide, block.wide_name, plan.convolution),
                                block.wide_norm, block.wide_norm_name, pass, {});
    x = activate(convolve(y, block.narrow, block.narrow_name), block.narrow_norm,
                 block.narrow_norm_name, pass, {x, plan.residual_start, plan.residual_step});
  }
  // Poses are f32 whatever the activations are.
  x = convolve(x, shrink_, kShrink, {}, poses.dtype());
  return reshape(x, {x.dim(0), x.dim(1), options_.joints_out, 3});
}

std::vector<TemporalModel::Layer> TemporalModel::layers() const {
  std::vector<Layer> layers{{kExpand, expand_, expand_norm_, 1, 0}};
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const Block& block = blocks_[i];
    const BlockPlan plan = plan_block(options_, i + 1, ModelForm::dilated);
    layers.push_back({block.wide_name, block.wide, block.wide_norm, plan.convolution.dilation, 0});
    layers.push_back({block.narrow_name, block.narrow, block.narrow_norm, 1, plan.residual_start});
  }
  return layers;
}

Variable forward_as(std::string_view name, const TemporalModel& model, const Variable& x,
                    const nn::Pass& pass, ModelForm form) {
  const CallScope scope(name);
  return model.forward(x, pass, form);
}

void TemporalModel::collect(const std::string& prefix, nn::State& state) const {
  expand_norm_.collect(prefix + kExpandNorm + ".", state);
  shrink_.collect(prefix + kShrink + ".", state);
  expand_.collect(prefix + kExpand + ".", state);
  for (const Block& block : blocks_) {
    block.wide.collect(prefix + block.wide_name + ".", state);
    block.narrow.collect(prefix + block.narrow_name + ".", state);
  }
  for (const Block& block : blocks_) {
    block.wide_norm.collect(prefix + block.wide_norm_name + ".", state);
    block.narrow_norm.collect(prefix + block.narrow_norm_name + ".", state);
  }
}

}  // namespace posegrad::pose
