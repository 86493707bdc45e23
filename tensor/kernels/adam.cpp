#include "tensor/kernels/adam.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace posegrad::kernels {
void adam_steps(std::span<const AdamTensors> all, std::span<const std::string_view> names,
                const AdamRule& rule, const Tensor& device_scales) {
  if (rule.t < 1) throw ValueError(fmt::format("adam: the step is {}; steps count from 1", rule.t));
  std::vector<AdamStep> calls;
  calls.reserve(all.size());
  for (const auto& [p, m, v, vmax, grad] : all) {
    calls.push_back({grad, p, m, v, vmax, rule, p, m, v, vmax, device_scales});
    const Dims fits(calls.back());
  }
  dispatch_all(std::span<const AdamStep>(calls), names);
}

void adam_step(const AdamTensors& tensors, const AdamRule& rule, const Tensor& device_scales) {
  adam_steps({&tensors, 1}, {}, rule, device_scales);
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

  const AdamScales scales(rule);
  const double step = device_scales.defined() ? device_scales.at(0) : scales.step;
  const double root = device_scales.defined() ? device_scales.at(1) : scales.root;
  const double slope = std::sqrt(largest) * root + rule.eps;
  return {p_in.at(element) - step * (old_m + new_m) / slope,
          std::abs(p_in.at(element)) + step * (std::abs(old_m) + std::abs(new_m)) / slope, 14};
}

}  // namespace posegrad::kernels
