#include "tensor/op.h"

#include "tensor/precision.h"

namespace posegrad {

double error_bound(const OpInfo& op, const Reference& reference, DType dtype, Device device) {
  const double bound = reference.bound(dtype);
  if (dtype == DType::f64) return 2 * bound;
  if (device == Device::cpu || !op.is_product || precision() == Precision::fp32) return bound;
  // TF32 cuts both operands to 11 bits, and the tensor cores cut where they add instead of
  // rounding.
  constexpr double kCut = 0x1p-10;
  return 2 * bound + 2 * kCut * reference.magnitude;
}

}  // namespace posegrad
