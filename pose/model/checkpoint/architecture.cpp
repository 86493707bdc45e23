#include "pose/model/checkpoint/architecture.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr Index kMostBlocks = 100;  // of a file; the paper's largest has four

const Tensor* find_weight(const StateDict& state, const std::string& name) {
  const auto entry = std::ranges::find(state, name, &StateDict::value_type::first);
  return entry == state.end() ? nullptr : &entry->second;
}

const Tensor& weight(const StateDict& state, const std::string& name, const std::string& where) {
  const Tensor* const found = find_weight(state, name);
  if (found == nullptr)
    throw DataError(
        fmt::format("{}: the parameter {} is missing: not a temporal model", where, name));
  if (found->rank() != 3)
    throw DataError(fmt::format("{}: {} has shape {}; (C_out, C_in, K) is wanted", where, name,
                                found->shape().to_string()));
  return *found;
}

using Shapes = std::map<std::string, Shape>;

void add_norm(Shapes& shapes, const std::string& name, Index channels) {
  for (const char* of_channel : {"weight", "bias", "running_mean", "running_var"})
    shapes[fmt::format("{}.{}", name, of_channel)] = {channels};
  shapes[fmt::format("{}.num_batches_tracked", name)] = {};
}

// Of every parameter and statistic, as the file has them.
Shapes shapes_of(const Architecture& architecture) {
  const Index C = architecture.channels, outputs = 3 * architecture.joints_out;
  Shapes shapes{{"expand_conv.weight", {C, architecture.inputs, architecture.kernels.front()}},
                {"shrink.weight", {outputs, C, 1}},
                {"shrink.bias", {outputs}}};
  add_norm(shapes, "expand_bn", C);
  for (std::size_t block = 1; block < architecture.kernels.size(); ++block)
    for (const std::size_t layer : {2 * block - 2, 2 * block - 1}) {
      const Index width = layer % 2 == 0 ? architecture.kernels[block] : 1;
      shapes[fmt::format("layers_conv.{}.weight", layer)] = {C, C, width};
      add_norm(shapes, fmt::format("layers_bn.{}", layer), C);
    }
  return shapes;
}

void check_shapes(const StateDict& state, const Architecture& architecture,
                  const std::string& where) {
  const Shapes shapes = shapes_of(architecture);
  std::map<std::string_view, const Tensor*> there;
  for (const auto& [name, tensor] : state) {
    const auto wanted = shapes.find(name);
    if (wanted == shapes.end())
      throw DataError(fmt::format("{}: the parameter {} {} has no place in this model", where, name,
                                  tensor.shape().to_string()));
    if (!(tensor.shape() == wanted->second))
      throw DataError(fmt::format("{}: {} has shape {}, this model needs {}", where, name,
                                  tensor.shape().to_string(), wanted->second.to_string()));
    there[name] = &tensor;
  }
  for (const auto& [name, shape] : shapes)
    if (!there.contains(name) && !name.ends_with("num_batches_tracked"))
      throw DataError(fmt::format("{}: the parameter {} is missing", where, name));
}

void check_receptive_field(const std::vector<Index>& widths, const std::string& where) {
  constexpr Index kMostFrames = 1 << 15;  // ten minutes at 50 frames a second
  Index frames = 1;
  for (const Index width : widths)
    if (__builtin_mul_overflow(frames, width, &frames) || frames > kMostFrames)
      throw DataError(
          fmt::format("{}: its filters see more than {} frames at once", where, kMostFrames));
}

// " (17 joints of 2)"; `features`: what the data have, tried first.
std::string as_joints(Index inputs, Index features) {
  for (const Index each : {features, Index{2}, Index{3}})
    if (inputs % each == 0) return fmt::format(" ({} joints of {})", inputs / each, each);
  return {};
}

}  // namespace

std::vector<Index> Architecture::widths(bool dense) const {
  if (!dense) return kernels;
  // A block of width w and dilation d has a dense kernel of (w - 1) d + 1 taps.
  std::vector<Index> widths{kernels.front()};
  Index d = kernels.front();
  for (std::size_t i = 1; i < kernels.size(); ++i) {
    if ((kernels[i] - 1) % d != 0) return {};
    widths.push_back((kernels[i] - 1) / d + 1);
    d *= widths.back();
  }
  return widths;
}

Architecture architecture_of(const StateDict& state, const std::string& where) {
  const Tensor& expand = weight(state, "expand_conv.weight", where);
  const Tensor& shrink = weight(state, "shrink.weight", where);
  Architecture architecture{{expand.dim(2)}, expand.dim(0), expand.dim(1), shrink.dim(0) / 3};
  if (shrink.dim(0) % 3 != 0 || shrink.dim(0) == 0)
    throw DataError(fmt::format("{}: shrink.weight has {} outputs; three per joint are wanted",
                                where, shrink.dim(0)));
  for (Index block = 0; block < kMostBlocks; ++block) {
    const std::string name = fmt::format("layers_conv.{}.weight", 2 * block);
    if (find_weight(state, name) == nullptr) break;
    architecture.kernels.push_back(weight(state, name, where).dim(2));
  }
  for (const Index width : architecture.kernels)
    if (width < 1 || width % 2 == 0)
      throw DataError(fmt::format("{}: filter widths must be odd, {} given", where, width));
  check_shapes(state, architecture, where);
  if (architecture.channels < 1 || architecture.inputs < 1)
    throw DataError(
        fmt::format("{}: expand_conv.weight {} is empty", where, expand.shape().to_string()));
  return architecture;
}

Index parameter_count(const StateDict& state) {
  Index count = 0;
  for (const auto& [name, tensor] : state)
    if (name.ends_with(".weight") || name.ends_with(".bias")) count += tensor.numel();
  return count;
}

void check_architecture(const Architecture& found, const TemporalModelOptions& options,
                        const std::string& where) {
  const auto refuse = [&](const std::string& file, const std::string& given,
                          const std::string& advice) {
    throw DataError(fmt::format("{}: the model {}, but {}; {}", where, file, given, advice));
  };
  const std::vector<Index> widths = found.widths(options.dense);
  if (widths != options.widths) {
    const bool other_form = found.widths(!options.dense) == options.widths;
    if (other_form)
      refuse(options.dense ? "has dilated filters" : "has dense filters",
             options.dense ? "--dense was given" : "--dense was not given",
             options.dense ? "leave --dense out" : "give --dense");
    const std::string list =
        fmt::format("{}", fmt::join(widths.empty() ? found.kernels : widths, ","));
    refuse(fmt::format("was made with the architecture {}", list),
           fmt::format("{} was asked for", fmt::join(options.widths, ",")),
           fmt::format("give -arc {}", list));
  }
  if (found.channels != options.channels)
    refuse(fmt::format("has {} channels", found.channels),
           fmt::format("{} were asked for", options.channels),
           fmt::format("give -ch {}", found.channels));
  if (found.inputs != options.joints_in * options.features)
    refuse(fmt::format("takes {} numbers per frame{}", found.inputs,
                       as_joints(found.inputs, options.features)),
           fmt::format("the keypoints have {} joints of {} numbers", options.joints_in,
                       options.features),
           "give other keypoints with -k");
  if (found.joints_out != options.joints_out)
    refuse(fmt::format("returns {} joints", found.joints_out),
           fmt::format("the data set has {}", options.joints_out),
           "give the data set that it was trained on with -d");
  check_receptive_field(widths, where);
}

}  // namespace posegrad::pose
