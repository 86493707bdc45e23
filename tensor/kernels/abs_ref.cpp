#include "tensor/kernels/abs.h"

namespace posegrad::kernels {

Reference Abs::reference(int, Index element) const { return {std::abs(x.at(element)), 0, 0}; }

Reference AbsGrad::reference(int, Index element) const {
  const double value = x.at(element), sign = value > 0 ? 1 : value < 0 ? -1 : 0;
  return {sign * dy.at(element), 0, 0};
}

double Abs::flops() const { return static_cast<double>(y.numel()); }
double AbsGrad::flops() const { return static_cast<double>(dx.numel()); }

}  // namespace posegrad::kernels
