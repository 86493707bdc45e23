#include <cmath>

#include "tensor/kernels/fold_norm.h"

namespace posegrad::kernels {

Reference FoldNorm::reference(int output, Index element) const {
  const Index o = output == 0 ? element / (w.dim(1) * w.dim(2)) : element;
  const double scale = gamma.at(o) / std::sqrt(variance.at(o) + eps);
  if (output == 0) {
    const double value = w.at(element) * scale;
    return {value, std::abs(value), 5};
  }
  return {beta.at(o) - mean.at(o) * scale, std::abs(beta.at(o)) + std::abs(mean.at(o) * scale), 6};
}

}  // namespace posegrad::kernels
