#include "nn/adam.h"

#include "tensor/call_site.h"

namespace posegrad::nn {

Adam::Adam(std::vector<NamedVariable> parameters, AdamOptions options)
    : parameters_(std::move(parameters)), options_(options) {
  for (const NamedVariable& parameter : parameters_) {
    const Tensor& p = parameter.variable.value();
    const auto zeros = [&] { return Tensor::zeros(p.shape(), p.dtype(), p.device()); };
    moments_.push_back({zeros(), zeros(), options_.amsgrad ? zeros() : Tensor{}});
  }
}

kernels::AdamRule Adam::rule() const {
  return {options_.learning_rate, options_.beta1, options_.beta2, options_.eps, steps_};
}

void Adam::update() {
  const CallScope scope("optimizer");
  std::vector<kernels::AdamTensors> all;
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const Variable& parameter = parameters_[i].variable;
    if (!parameter.grad().defined()) continue;
    const auto& [m, v, vmax] = moments_[i];
    all.push_back({parameter.value(), m, v, vmax, parameter.grad()});
    names.push_back(parameters_[i].name);
  }
  kernels::adam_steps(all, names, rule(), device_scales_);
  all.clear();
  zero_grad();
}

void Adam::zero_grad() {
  for (NamedVariable& parameter : parameters_) parameter.variable.zero_grad();
}

}  // namespace posegrad::nn
