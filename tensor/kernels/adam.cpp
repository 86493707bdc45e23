#include "tensor/kernels/adam.h"

#include <cmath>

#include <fmt/format.h>

#include "tensor/kernels/checks.h"

namespace posegrad::kernels {

namespace {

AdamStep checked(const AdamTensors& of, const AdamRule& rule, const Tensor& scales_now) {
  require_alike("adam", "p", of.p, "grad", of.grad);
  require_alike("adam", "p", of.p, "m", of.m);
  require_alike("adam", "p", of.p, "v", of.v);
  if (of.vmax.defined()) require_alike("adam", "p", of.p, "vmax", of.vmax);
  if (rule.t < 1) throw ValueError(fmt::format("adam: the step is {}; steps count from 1", rule.t));
  return {of.grad, of.p, of.m, of.v, of.vmax, rule, of.p, of.m, of.v, of.vmax, scales_now};
}

}  // namespace

void adam_step(const AdamTensors& of, const AdamRule& rule, const Tensor& scales_now) {
  dispatch(checked(of, rule, scales_now));
}

void adam_steps(std::span<const AdamTensors> all, std::span<const std::string_view> names,
                const AdamRule& rule, const Tensor& scales_now) {
  std::vector<AdamStep> calls;
  calls.reserve(all.size());
  for (const AdamTensors& tensors : all) calls.push_back(checked(tensors, rule, scales_now));
  dispatch_all(std::span<const AdamStep>(calls), names);
}

AdamScales::AdamScales(const AdamRule& rule) {
  const auto t = static_cast<double>(rule.t);
  step = rule.learning_rate / (1 - std::pow(rule.beta1, t));
  root = 1 / std::sqrt(1 - std::pow(rule.beta2, t));
}

}  // namespace posegrad::kernels
