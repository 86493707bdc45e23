#include "tensor/cuda/cublas.h"
#include "tensor/kernels/matmul.h"

namespace posegrad::kernels {

void Matmul::cuda() const {
  const auto op_of = [](bool transposed) {
    return transposed ? blas::Op::transposed : blas::Op::plain;
  };
  const Index K = a.dim(options.transpose_a ? 0 : 1);
  if (K == 0) return cuda::fill(y.bytes(), y.dtype(), y.numel(), 0);
  visit_float(info.name, y.dtype(), [&]<class T>() {
    cuda::gemm<T, T>(op_of(options.transpose_a), op_of(options.transpose_b), y.dim(0), y.dim(1), K,
                     a.data<T>(), a.dim(1), b.data<T>(), b.dim(1), 0, y.data<T>(), y.dim(1));
  });
}

}  // namespace posegrad::kernels
