#include "nn/adam.h"

#include "tensor/call_site.h"
#include "tensor/kernels/adam.h"

namespace posegrad::nn {

Adam::Adam(std::vector<NamedVariable> parameters, AdamOptions options)
    : parameters_(std::move(parameters)), options_(options) {
  for (const NamedVariable& parameter : parameters_) {
    const Tensor& p = parameter.variable.value();
    const auto zeros = [&] { return Tensor::zeros(p.shape(), p.dtype(), p.device()); };
    moments_.push_back({zeros(), zeros(), options_.amsgrad ? zeros() : Tensor{}});
  }
}

void Adam::step() {
  const CallScope scope("optimizer");
  ++steps_;
  const kernels::AdamRule rule{options_.learning_rate, options_.beta1, options_.beta2, options_.eps,
                               steps_};
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const Variable& parameter = parameters_[i].variable;
    if (!parameter.grad().defined()) continue;
    const CallScope name(parameters_[i].name);
    kernels::adam_step(parameter.value(), moments_[i].m, moments_[i].v, moments_[i].vmax,
                       parameter.grad(), rule);
  }
  zero_grad();
}

void Adam::zero_grad() {
  for (NamedVariable& parameter : parameters_) parameter.variable.zero_grad();
}

}  // namespace posegrad::nn
