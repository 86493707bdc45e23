#include "nn/module.h"

#include <algorithm>

namespace posegrad::nn {

void State::add_parameter(std::string name, const Variable& variable) {
  all.push_back({name, variable.value()});
  parameters.push_back({std::move(name), variable});
}

void State::add_buffer(std::string name, const Tensor& tensor) {
  all.push_back({std::move(name), tensor});
}

Index State::parameter_count() const {
  Index count = 0;
  for (const NamedVariable& parameter : parameters) count += parameter.variable.value().numel();
  return count;
}

State Module::state() const {
  State state;
  collect("", state);
  return state;
}

RandomPlaces Shard::places(const Variable& x) const {
  const Index numbers = x.value().numel() / std::max<Index>(x.dim(0), 1);
  return {split * numbers, before * numbers, behind * numbers};
}

void move_to(const Module& module, Device device) {
  for (const NamedTensor& t : module.state().all) t.tensor.move_to(device);
}

}  // namespace posegrad::nn
