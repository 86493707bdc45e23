#include "tensor/op.h"

#include <algorithm>

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

namespace {

// A function's static: the ops add themselves before main, in no particular order.
std::vector<const OpInfo*>& entries() {
  static std::vector<const OpInfo*> list;
  return list;
}

}  // namespace

std::vector<const OpInfo*> catalogue() {
  std::vector<const OpInfo*> sorted = entries();
  std::ranges::sort(sorted, {}, &OpInfo::name);
  return sorted;
}

bool detail::add_to_catalogue(const OpInfo& info) {
  entries().push_back(&info);
  return true;
}

}  // namespace posegrad
