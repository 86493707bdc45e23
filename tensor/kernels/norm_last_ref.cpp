#include <cmath>

#include "tensor/kernels/norm_last.h"

namespace posegrad::kernels {

// For f32 only the result is rounded; in f64 each of the D squares and sums is.
Reference NormLast::reference(int, Index element) const {
  const Index D = x.dim(-1);
  double sum = 0;
  for (Index d = 0; d < D; ++d) sum += x.at(element * D + d) * x.at(element * D + d);
  return {std::sqrt(sum), std::sqrt(sum),
          y.dtype() == DType::f32 ? 2.0 : static_cast<double>(D) + 2};
}

Reference NormLastGrad::reference(int, Index element) const {
  const Index r = element / x.dim(-1);
  const double value = y.at(r) == 0 ? 0 : dy.at(r) * x.at(element) / y.at(r);
  return {value, std::abs(value), 3};
}

double NormLast::flops() const {
  return 2.0 * static_cast<double>(x.numel()) + static_cast<double>(y.numel());
}
double NormLastGrad::flops() const { return static_cast<double>(x.numel() + y.numel()); }

}  // namespace posegrad::kernels
