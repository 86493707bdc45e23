#include "tensor/kernels/norm_last.h"

#include <cmath>

namespace posegrad::kernels {

Tensor norm_last(const Tensor& x) { return result_of(NormLast{x}); }

Tensor norm_last_grad(const Tensor& dy, const Tensor& x, const Tensor& y) {
  return result_of(NormLastGrad{dy, x, y});
}

Reference NormLast::reference(int, Index element) const {
  const Index D = dim<"D">(*this);
  double sum = 0;
  for (Index d = 0; d < D; ++d) sum += x.at(element * D + d) * x.at(element * D + d);
  return {std::sqrt(sum), std::sqrt(sum),
          y.dtype() == DType::f32 ? 2.0 : static_cast<double>(D) + 2};
}

Reference NormLastGrad::reference(int, Index element) const {
  const Index r = element / dim<"D">(*this);
  const double value = y.at(r) == 0 ? 0 : dy.at(r) * x.at(element) / y.at(r);
  return {value, std::abs(value), 3};
}

}  // namespace posegrad::kernels
