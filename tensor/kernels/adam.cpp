#include "tensor/kernels/adam.h"

#include <cmath>

#include <fmt/format.h>

#include "tensor/kernels/checks.h"

namespace posegrad::kernels {

#ifdef POSEGRAD_CUDA
void adam_steps_cuda(std::span<const AdamTensors> all, const AdamRule& rule,
                     const Tensor& scales_now);  // adam_cuda.cu
#endif

namespace {

void check(const AdamTensors& of, const AdamRule& rule) {
  require_alike("adam", "p", of.p, "grad", of.grad);
  require_alike("adam", "p", of.p, "m", of.m);
  require_alike("adam", "p", of.p, "v", of.v);
  if (of.vmax.defined()) require_alike("adam", "p", of.p, "vmax", of.vmax);
  if (rule.t < 1) throw ValueError(fmt::format("adam: the step is {}; steps count from 1", rule.t));
}

}  // namespace

void adam_step(const AdamTensors& of, const AdamRule& rule, const Tensor& scales_now) {
  check(of, rule);
  dispatch(
      AdamStep{of.grad, of.p, of.m, of.v, of.vmax, rule, of.p, of.m, of.v, of.vmax, scales_now});
}

bool adam_steps_at_once([[maybe_unused]] std::span<const AdamTensors> all,
                        [[maybe_unused]] const AdamRule& rule,
                        [[maybe_unused]] const Tensor& scales_now) {
#ifdef POSEGRAD_CUDA
  if (all.empty() || kernels_are_observed()) return false;
  for (const AdamTensors& tensors : all) {
    check(tensors, rule);
    for (const Tensor* t : {&tensors.p, &tensors.m, &tensors.v, &tensors.grad})
      if (t->device() != Device::cuda || t->dtype() != all.front().p.dtype()) return false;
  }
  adam_steps_cuda(all, rule, scales_now);
  return true;
#else
  return false;
#endif
}

AdamScales::AdamScales(const AdamRule& rule) {
  const auto t = static_cast<double>(rule.t);
  step = rule.learning_rate / (1 - std::pow(rule.beta1, t));
  root = 1 / std::sqrt(1 - std::pow(rule.beta2, t));
}

}  // namespace posegrad::kernels
