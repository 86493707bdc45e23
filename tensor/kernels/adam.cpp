#include "tensor/kernels/adam.h"

#include <fmt/format.h>

#include "tensor/kernels/checks.h"

namespace posegrad::kernels {

void adam_step(const Tensor& p, const Tensor& m, const Tensor& v, const Tensor& vmax,
               const Tensor& grad, AdamRule rule) {
  require_alike("adam", "p", p, "grad", grad);
  require_alike("adam", "p", p, "m", m);
  require_alike("adam", "p", p, "v", v);
  if (vmax.defined()) require_alike("adam", "p", p, "vmax", vmax);
  if (rule.t < 1) throw ValueError(fmt::format("adam: the step is {}; steps count from 1", rule.t));
  dispatch(AdamStep{grad, p, m, v, vmax, rule, p, m, v, vmax});
}

}  // namespace posegrad::kernels
