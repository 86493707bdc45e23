#include "tensor/kernels/clamp.h"

namespace posegrad::kernels {
namespace {

// A bound as the kernel sees it.
double rounded(double bound, DType dtype) {
  if (dtype == DType::bf16) return static_cast<double>(BFloat16(bound));
  return dtype == DType::f32 ? static_cast<float>(bound) : bound;
}

}  // namespace

Reference Clamp::reference(int, Index element) const {
  const double value = x.at(element), l = rounded(low, x.dtype()), h = rounded(high, x.dtype());
  return {value < l ? l : value > h ? h : value, 0, 0};
}

Reference ClampGrad::reference(int, Index element) const {
  const double value = x.at(element), l = rounded(low, x.dtype()), h = rounded(high, x.dtype());
  return {value < l || value > h ? 0 : dy.at(element), 0, 0};
}

double Clamp::flops() const { return 2.0 * static_cast<double>(y.numel()); }
double ClampGrad::flops() const { return 2.0 * static_cast<double>(dx.numel()); }

}  // namespace posegrad::kernels
