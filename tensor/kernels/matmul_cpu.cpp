#include <algorithm>

#include "tensor/blas.h"
#include "tensor/kernels/matmul.h"

namespace posegrad::kernels {

void Matmul::cpu() const {
  const auto op_a = options.transpose_a ? blas::Op::transposed : blas::Op::plain,
             op_b = options.transpose_b ? blas::Op::transposed : blas::Op::plain;
  const Index K = terms();
  visit_float(info.name, y.dtype(), [&]<class T>() {
    if (K == 0) {
      std::fill_n(y.data<T>(), y.numel(), T{0});
      return;
    }
    blas::gemm<T>(op_a, op_b, y.dim(0), y.dim(1), K, 1, a.data<T>(), a.dim(1), b.data<T>(),
                  b.dim(1), 0, y.data<T>(), y.dim(1));
  });
}

}  // namespace posegrad::kernels
