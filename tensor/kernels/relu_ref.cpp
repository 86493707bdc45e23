#include "tensor/kernels/relu.h"

namespace posegrad::kernels {

Reference Relu::reference(int, Index element) const {
  const double value = x.at(element);
  return {value < 0 ? 0 : value, 0, 0};
}

Reference ReluGrad::reference(int, Index element) const {
  return {y.at(element) <= 0 ? 0 : dy.at(element), 0, 0};
}

double Relu::flops() const { return static_cast<double>(y.numel()); }
double ReluGrad::flops() const { return static_cast<double>(dx.numel()); }

}  // namespace posegrad::kernels
