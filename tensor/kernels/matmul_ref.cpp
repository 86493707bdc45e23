#include "tensor/kernels/matmul.h"

namespace posegrad::kernels {

Reference Matmul::reference(int, Index element) const {
  const Index K = a.dim(options.transpose_a ? 0 : 1), m = element / y.dim(1),
              n = element % y.dim(1);
  ReferenceSum sum;
  for (Index k = 0; k < K; ++k)
    sum.add(a.at(options.transpose_a ? k * a.dim(1) + m : m * K + k) *
            b.at(options.transpose_b ? n * K + k : k * b.dim(1) + n));
  return sum.result();
}

double Matmul::flops() const {
  return 2.0 * static_cast<double>(y.numel()) *
         static_cast<double>(a.dim(options.transpose_a ? 0 : 1));
}

}  // namespace posegrad::kernels
