#include <algorithm>

#include <fmt/format.h>

#include "pose/model/checkpoint/checkpoint.h"
#include "pose/model/checkpoint/finite.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

// (A, B, C) -> (A, C, B): between our convolution weights (C_out, K, C_in) and PyTorch's (C_out,
// C_in, K). Others are copied. The result lies in host memory.
Tensor swap_last_axes(const Tensor& anywhere) {
  const Tensor x = anywhere.to(Device::cpu);
  if (x.rank() != 3) return x.clone();
  const Index A = x.dim(0), B = x.dim(1), C = x.dim(2);
  Tensor y = Tensor::empty({A, C, B}, x.dtype());
  const auto from = x.cpu_view<float>();
  const auto to = y.cpu_span<float>();
  for (Index a = 0; a < A; ++a)
    for (Index b = 0; b < B; ++b)
      for (Index c = 0; c < C; ++c)
        to[static_cast<std::size_t>((a * C + c) * B + b)] =
            from[static_cast<std::size_t>((a * B + b) * C + c)];
  return y;
}

Shape file_shape(const Shape& ours) {
  return ours.rank() == 3 ? Shape{ours[0], ours[2], ours[1]} : ours;
}

void copy_numbers(const Tensor& from_file, const Tensor& into) {
  into.copy_from(swap_last_axes(from_file).to(into.dtype()).reshape(into.shape()));
}

bool may_be_missing(const std::string& name) { return name.ends_with("num_batches_tracked"); }

}  // namespace

Tensor to_file_layout(const Tensor& parameter) { return swap_last_axes(parameter); }

StateDict save_state(const nn::Module& module) {
  StateDict state;
  for (const nn::NamedTensor& t : module.state().all)
    state.emplace_back(t.name, swap_last_axes(t.tensor));
  return state;
}

void load_state(const nn::Module& module, const StateDict& state, const std::string& where) {
  const std::vector<nn::NamedTensor> wanted = module.state().all;
  std::vector<const Tensor*> found;
  for (const nn::NamedTensor& t : wanted) {
    const auto entry = std::ranges::find(state, t.name, &StateDict::value_type::first);
    if (entry == state.end()) {
      if (!may_be_missing(t.name))
        throw DataError(fmt::format("{}: the parameter {} is missing", where, t.name));
      found.push_back(nullptr);
      continue;
    }
    if (!(entry->second.shape() == file_shape(t.tensor.shape())))
      throw DataError(fmt::format("{}: {} has shape {}, this model needs {}", where, t.name,
                                  entry->second.shape().to_string(),
                                  file_shape(t.tensor.shape()).to_string()));
    if (first_not_finite(entry->second) != 0)
      throw DataError(fmt::format("{}: {} holds a number that is not finite", where, t.name));
    found.push_back(&entry->second);
  }
  for (const auto& [name, tensor] : state)
    if (std::ranges::find(wanted, name, &nn::NamedTensor::name) == wanted.end())
      throw DataError(fmt::format("{}: the parameter {} {} has no place in this model", where, name,
                                  tensor.shape().to_string()));
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (found[i] != nullptr) copy_numbers(*found[i], wanted[i].tensor);
}

OptimizerState save_optimizer(const nn::Adam& adam) {
  OptimizerState state;
  for (const nn::Adam::Moments& moments : adam.moments()) {
    OptimizerState::Entry entry;
    if (adam.steps() > 0)
      entry = {swap_last_axes(moments.m), swap_last_axes(moments.v), swap_last_axes(moments.vmax),
               adam.steps()};
    state.entries.push_back(std::move(entry));
  }
  return state;
}

void load_optimizer(nn::Adam& adam, const OptimizerState& state, const std::string& where) {
  const auto& parameters = adam.parameters();
  if (state.entries.size() != parameters.size())
    throw DataError(fmt::format("{}: the optimizer holds {} parameters, this model has {}", where,
                                state.entries.size(), parameters.size()));
  Index steps = 0;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const OptimizerState::Entry& entry = state.entries[i];
    if (!entry.m.defined()) continue;
    const Shape wanted = file_shape(parameters[i].variable.shape());
    for (const Tensor& moment : {entry.m, entry.v, entry.vmax})
      if (!(moment.shape() == wanted))
        throw DataError(
            fmt::format("{}: the optimizer's moments of {} have shape {}, this model needs {}",
                        where, parameters[i].name, moment.shape().to_string(), wanted.to_string()));
    steps = std::max(steps, entry.step);
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const OptimizerState::Entry& entry = state.entries[i];
    if (!entry.m.defined()) continue;
    copy_numbers(entry.m, adam.moments()[i].m);
    copy_numbers(entry.v, adam.moments()[i].v);
    copy_numbers(entry.vmax, adam.moments()[i].vmax);
  }
  adam.set_steps(steps);
}

}  // namespace posegrad::pose
