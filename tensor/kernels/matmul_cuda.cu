#include "tensor/cuda/cublas.h"
#include "tensor/kernels/matmul.h"

namespace posegrad::kernels {

void Matmul::cuda() const {
  const auto op_a = options.transpose_a ? blas::Op::transposed : blas::Op::plain,
             op_b = options.transpose_b ? blas::Op::transposed : blas::Op::plain;
  const Index K = terms();
  if (K == 0) return cuda::fill(y.bytes(), y.dtype(), y.numel(), 0);
  visit_float(info.name, y.dtype(), [&]<class T>() {
    cuda::gemm<T, T>(op_a, op_b, y.dim(0), y.dim(1), K, a.data<T>(), a.dim(1), b.data<T>(),
                     b.dim(1), 0, y.data<T>(), y.dim(1));
  });
}

}  // namespace posegrad::kernels
