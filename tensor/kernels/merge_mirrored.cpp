#include "tensor/kernels/merge_mirrored.h"

#include <cmath>

#include <fmt/format.h>

namespace posegrad::kernels {

void merge_mirrored(const Tensor& plain, const Tensor& mirrored, const Tensor& swap,
                    const Tensor& y) {
  result_of(MergeMirrored{plain, mirrored, swap, y});
}

Reference MergeMirrored::reference(int, Index element) const {
  const Index J = dim<"J">(*this), D = dim<"D">(*this);
  const Index d = element % D, j = element / D % J, t = element / (D * J);
  const double a = plain.at(element),
               b = mirrored.at((t * J + static_cast<Index>(swap.at(j))) * D + d);
  return {(d == 0 ? a - b : a + b) / 2, (std::abs(a) + std::abs(b)) / 2, 1};
}

}  // namespace posegrad::kernels
