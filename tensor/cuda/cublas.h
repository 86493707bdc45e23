#pragma once
#include <string>

#include <cublas_v2.h>

#include "tensor/blas.h"
#include "tensor/dtype.h"

namespace posegrad::cuda {

/// What we call of cuBLAS. The library is opened when it is first asked for: on the CPU nobody
/// waits for its hundreds of megabytes, or needs to have it.
struct Cublas {
  decltype(&cublasCreate) create;
  decltype(&cublasSetStream) set_stream;
  decltype(&cublasSetWorkspace) set_workspace;
  decltype(&cublasGetVersion) version;
  decltype(&cublasGetStatusString) status_text;
  // Spelled out, as in C++ their names are overloaded.
  cublasStatus_t (*gemm)(cublasHandle_t, cublasOperation_t op_a, cublasOperation_t op_b, int m,
                         int n, int k, const void* alpha, const void* a, cudaDataType, int lda,
                         const void* b, cudaDataType, int ldb, const void* beta, void* c,
                         cudaDataType, int ldc, cublasComputeType_t, cublasGemmAlgo_t);
  cublasStatus_t (*gemm_batch)(cublasHandle_t, cublasOperation_t op_a, cublasOperation_t op_b,
                               int m, int n, int k, const void* alpha, const void* a, cudaDataType,
                               int lda, long long step_a, const void* b, cudaDataType, int ldb,
                               long long step_b, const void* beta, void* c, cudaDataType, int ldc,
                               long long step_c, int count, cublasComputeType_t, cublasGemmAlgo_t);
};

/// Throws DeviceError when it cannot be opened.
const Cublas& cublas();
/// Why it cannot; empty when it can.
std::string cublas_missing();

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
