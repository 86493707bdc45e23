#pragma once
#include <string>
#include <string_view>

#include "tensor/dtype.h"

namespace posegrad::blas {

enum class Op { plain, transposed };

/// C = alpha op(A) op(B) + beta C, all row-major.  op(A) (m, k), op(B) (k, n), C (m, n); ld: items
/// from row to row. Throws ValueError when a size does not fit the 32-bit integers of BLAS.
template <class T>
void gemm(Op op_a, Op op_b, Index m, Index n, Index k, T alpha, const T* a, Index lda, const T* b,
          Index ldb, T beta, T* c, Index ldc);

/// The processor whose kernels OpenBLAS runs: "SkylakeX", "Haswell", ... It recognises the
/// machine's, unless OPENBLAS_CORETYPE in the environment names another.
std::string_view kernels();
/// Its name, version and build: "OpenBLAS 0.3.21, OpenMP".
std::string library();

}  // namespace posegrad::blas
