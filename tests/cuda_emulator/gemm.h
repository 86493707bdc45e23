#pragma once

#include <cublas_v2.h>

namespace cuda_emulator {

/// C = alpha op(A) op(B) + beta C, all column-major: op(A) is m x k, op(B) k x n, C m x n. Strides
/// count elements from one product of the batch to the next.
struct Gemm {
  bool transpose_a, transpose_b;
  int m, n, k, lda, ldb, ldc, batch;
  long long stride_a, stride_b, stride_c;
  cudaDataType operands, result;
  bool tf32;  // round the operands to TF32
  double alpha, beta;
  const void *a, *b;
  void* c;
};

/// Sums in float, in double for CUDA_R_64F. Does not read C if beta is 0.
void run_gemm(const Gemm& gemm);

}  // namespace cuda_emulator
