#include <algorithm>
#include <cmath>

#include "tensor/kernels/adam.h"

namespace posegrad::kernels {

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

// m 3, v 4, the maximum 1, p 6; a root counts as one.
double AdamStep::flops() const {
  return (vmax.defined() ? 14.0 : 13.0) * static_cast<double>(p.numel());
}

}  // namespace posegrad::kernels
