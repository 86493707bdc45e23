#include <cmath>

#include "tensor/kernels/sqrt.h"

namespace posegrad::kernels {

Reference Sqrt::reference(int, Index element) const {
  const double value = std::sqrt(x.at(element));
  return {value, value, 1};
}

double Sqrt::flops() const { return static_cast<double>(y.numel()); }

}  // namespace posegrad::kernels
