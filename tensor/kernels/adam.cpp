#include "tensor/kernels/adam.h"

#include <cmath>

#include <fmt/format.h>

#include "tensor/kernels/checks.h"

namespace posegrad::kernels {

void adam_step(const Tensor& p, const Tensor& m, const Tensor& v, const Tensor& vmax,
               const Tensor& grad, AdamRule rule, const Tensor& scales_now) {
  require_alike("adam", "p", p, "grad", grad);
  require_alike("adam", "p", p, "m", m);
  require_alike("adam", "p", p, "v", v);
  if (vmax.defined()) require_alike("adam", "p", p, "vmax", vmax);
  if (rule.t < 1) throw ValueError(fmt::format("adam: the step is {}; steps count from 1", rule.t));
  dispatch(AdamStep{grad, p, m, v, vmax, rule, p, m, v, vmax, scales_now});
}

AdamScales::AdamScales(const AdamRule& rule) {
  const auto t = static_cast<double>(rule.t);
  step = rule.learning_rate / (1 - std::pow(rule.beta1, t));
  root = 1 / std::sqrt(1 - std::pow(rule.beta2, t));
}

}  // namespace posegrad::kernels
