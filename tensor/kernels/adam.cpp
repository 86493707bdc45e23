#include "tensor/kernels/adam.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace posegrad::kernels {

#ifdef POSEGRAD_CUDA
void adam_steps_cuda(std::span<const AdamTensors> all, const AdamRule& rule,
                     const Tensor& scales_now);  // adam_cuda.cu
#endif

namespace {

void check(const AdamRule& rule) {
  if (rule.t < 1) throw ValueError(fmt::format("adam: the step is {}; steps count from 1", rule.t));
}

}  // namespace

void adam_step(const AdamTensors& of, const AdamRule& rule, const Tensor& scales_now) {
  check(rule);
  result_of(
      AdamStep{of.grad, of.p, of.m, of.v, of.vmax, rule, of.p, of.m, of.v, of.vmax, scales_now});
}

bool adam_steps_at_once([[maybe_unused]] std::span<const AdamTensors> all,
                        [[maybe_unused]] const AdamRule& rule,
                        [[maybe_unused]] const Tensor& scales_now) {
#ifdef POSEGRAD_CUDA
  if (all.empty() || kernels_are_observed()) return false;
  for (const AdamTensors& tensors : all) {
    check(rule);
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

Reference AdamStep::reference(int output, Index element) const {
  const double g = grad.at(element);
  const double old_m = rule.beta1 * m_in.at(element), new_m = (1 - rule.beta1) * g;
  const double second = rule.beta2 * v_in.at(element) + (1 - rule.beta2) * g * g;
  const double largest = vmax_in.defined() ? std::max(vmax_in.at(element), second) : second;
  if (output == 1) return {old_m + new_m, std::abs(old_m) + std::abs(new_m), 4};
  if (output == 2) return {second, second, 5};
  if (output == 3) return {largest, largest, 5};

  const auto t = static_cast<double>(rule.t);
  const double step =
      scales_now.defined() ? scales_now.at(0) : rule.learning_rate / (1 - std::pow(rule.beta1, t));
  const double root =
      scales_now.defined() ? scales_now.at(1) : 1 / std::sqrt(1 - std::pow(rule.beta2, t));
  const double slope = std::sqrt(largest) * root + rule.eps;
  return {p_in.at(element) - step * (old_m + new_m) / slope,
          std::abs(p_in.at(element)) + step * (std::abs(old_m) + std::abs(new_m)) / slope, 14};
}

}  // namespace posegrad::kernels
