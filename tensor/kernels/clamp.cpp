#include "tensor/kernels/clamp.h"

#include <fmt/format.h>

#include "tensor/kernels/checks.h"

namespace posegrad::kernels {
namespace {

void require_bounds(double low, double high) {
  if (!(low <= high)) throw ValueError(fmt::format("clamp: low {} is above high {}", low, high));
}

}  // namespace

Tensor clamp(const Tensor& x, double low, double high) {
  require_defined("clamp", "x", x);
  require_bounds(low, high);
  Tensor y = Tensor::empty(x.shape(), x.dtype(), x.device());
  dispatch(Clamp{x, low, high, y});
  return y;
}

Tensor clamp_grad(const Tensor& dy, const Tensor& x, double low, double high) {
  require_alike("clamp_grad", "dy", dy, "x", x);
  require_bounds(low, high);
  Tensor dx = Tensor::empty(x.shape(), x.dtype(), x.device());
  dispatch(ClampGrad{dy, x, low, high, dx});
  return dx;
}

}  // namespace posegrad::kernels
