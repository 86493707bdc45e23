#include "tensor/kernels/affine.h"

namespace posegrad::kernels {

// The constants are rounded to the tensor's type first.
Reference Affine::reference(int, Index element) const {
  const double product = scale * x.at(element);
  return {product + shift, std::abs(product) + std::abs(shift), 3};
}

double Affine::flops() const { return 2.0 * static_cast<double>(y.numel()); }

}  // namespace posegrad::kernels
