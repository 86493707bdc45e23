#include "pose/training/architecture.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tensor/error.h"

namespace posegrad::pose {
namespace {

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
  for (Index block = 0;
       find_weight(state, fmt::format("layers_conv.{}.weight", 2 * block)) != nullptr; ++block)
    architecture.kernels.push_back(
        weight(state, fmt::format("layers_conv.{}.weight", 2 * block), where).dim(2));
  return architecture;
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
}

}  // namespace posegrad::pose
