#pragma once
#include "tensor/blas.h"
#include "tensor/dtype.h"

namespace posegrad::cuda {

/// So many products of one size; the operands of the next one lie `step` numbers further.
struct Batch {
  Index count = 1;
  Index step_a = 0, step_b = 0, step_c = 0;
};

/// C = op(A) op(B) + beta C, all row-major and on the GPU: op(A) (m, k), op(B) (k, n), C (m, n);
/// ld: items from row to row. float and double, or BFloat16 with C in BFloat16 or float; sums are
/// floats at least. float is treated as precision() says. Throws ValueError when a size does not
/// fit cuBLAS's 32-bit integers.
template <class In, class Out>
void gemm(blas::Op op_a, blas::Op op_b, Index m, Index n, Index k, const In* a, Index lda,
          const In* b, Index ldb, double beta, Out* c, Index ldc, Batch batch = {});

}  // namespace posegrad::cuda
