#include <algorithm>
#include <cstring>

#include <cublas_v2.h>

#include "tests/cuda_emulator/api.h"
#include "tests/cuda_emulator/gemm.h"
#include "tests/cuda_emulator/memory.h"
#include "tests/cuda_emulator/streams.h"

struct cublasContext {
  cudaStream_t stream = nullptr;
  cublasMath_t math = CUBLAS_DEFAULT_MATH;
  void* workspace = nullptr;
  std::size_t workspace_bytes = 0;
};

namespace cuda_emulator {
namespace {

struct StatusText {
  cublasStatus_t status;
  const char *name, *text;
};
#define CUDA_EMULATOR_STATUS(name, text) {name, #name, text},
constexpr StatusText kStatuses[] = {
    CUDA_EMULATOR_STATUS(CUBLAS_STATUS_SUCCESS, "success")
        CUDA_EMULATOR_STATUS(CUBLAS_STATUS_NOT_INITIALIZED, "the library was not initialized")
            CUDA_EMULATOR_STATUS(CUBLAS_STATUS_ALLOC_FAILED, "the resource allocation failed")
                CUDA_EMULATOR_STATUS(CUBLAS_STATUS_INVALID_VALUE,
                                     "an unsupported value or parameter was passed to the function")
                    CUDA_EMULATOR_STATUS(CUBLAS_STATUS_EXECUTION_FAILED,
                                         "the GPU program failed to execute")
                        CUDA_EMULATOR_STATUS(CUBLAS_STATUS_INTERNAL_ERROR,
                                             "an internal operation failed")
                            CUDA_EMULATOR_STATUS(CUBLAS_STATUS_NOT_SUPPORTED,
                                                 "the functionality requested is not supported")};
#undef CUDA_EMULATOR_STATUS

const StatusText& text_of(cublasStatus_t status) {
  static constexpr StatusText unknown{CUBLAS_STATUS_INTERNAL_ERROR, "unknown status",
                                      "unknown status"};
  for (const StatusText& entry : kStatuses) {
    if (entry.status == status) return entry;
  }
  return unknown;
}

/// The frame of each cuBLAS function with a handle.
template <class Body>
cublasStatus_t blas(const char* function, cublasHandle_t handle, Body&& body) {
  const std::lock_guard lock(api_mutex());
  if (refusal(function) != cudaSuccess) return CUBLAS_STATUS_EXECUTION_FAILED;
  return handle == nullptr ? CUBLAS_STATUS_NOT_INITIALIZED : body();
}

bool is_float(cublasComputeType_t compute) {
  return compute == CUBLAS_COMPUTE_32F || compute == CUBLAS_COMPUTE_32F_PEDANTIC ||
         compute == CUBLAS_COMPUTE_32F_FAST_TF32;
}

bool is_supported(cudaDataType a, cudaDataType b, cudaDataType c, cublasComputeType_t compute) {
  if (a != b) return false;
  if (compute == CUBLAS_COMPUTE_64F || compute == CUBLAS_COMPUTE_64F_PEDANTIC) {
    return a == CUDA_R_64F && c == CUDA_R_64F;
  }
  if (!is_float(compute)) return false;
  if (a == CUDA_R_32F) return c == CUDA_R_32F;
  return a == CUDA_R_16BF && (c == CUDA_R_32F || c == CUDA_R_16BF) &&
         compute != CUBLAS_COMPUTE_32F_FAST_TF32;
}

std::size_t size_of(cudaDataType type) {
  return type == CUDA_R_64F ? 8 : type == CUDA_R_32F ? 4 : 2;
}

/// Do all matrices of the batch lie inside one device allocation? (Between one column's rows and
/// the next column lies memory that is not touched.) A GPU would fail when the product runs.
bool is_on_device(const void* x, cudaDataType type, int rows, int columns, int ld, long long stride,
                  int batch) {
  if (rows == 0 || columns == 0) return true;
  const auto span = static_cast<std::size_t>(columns - 1) * static_cast<std::size_t>(ld) +
                    static_cast<std::size_t>(rows);
  for (int i = 0; i < batch; ++i) {
    const auto* const start =
        static_cast<const char*>(x) + i * stride * static_cast<long long>(size_of(type));
    if (place_of(start, span * size_of(type)) != Place::device) return false;
  }
  return true;
}

double scale(const void* value, cublasComputeType_t compute) {
  return is_float(compute) ? static_cast<double>(*static_cast<const float*>(value))
                           : *static_cast<const double*>(value);
}

bool is_operation(cublasOperation_t op) { return op >= CUBLAS_OP_N && op <= CUBLAS_OP_C; }

/// Products may use the workspace as they like: what others keep there is lost.
void spoil(void* workspace, std::size_t bytes) {
  if (workspace != nullptr) std::memset(workspace, 0xff, std::min<std::size_t>(bytes, 1024));
}

/// The arguments of cublasGemmStridedBatchedEx.
struct Product {
  cublasOperation_t transa, transb;
  int m, n, k;
  const void *alpha, *A;
  cudaDataType Atype;
  int lda;
  long long strideA;
  const void* B;
  cudaDataType Btype;
  int ldb;
  long long strideB;
  const void* beta;
  void* C;
  cudaDataType Ctype;
  int ldc;
  long long strideC;
  int batch;
  cublasComputeType_t compute;
};

cublasStatus_t enqueue_product(const cublasContext& context, const Product& p) {
  if (!is_operation(p.transa) || !is_operation(p.transb)) return CUBLAS_STATUS_INVALID_VALUE;
  const bool ta = p.transa != CUBLAS_OP_N, tb = p.transb != CUBLAS_OP_N;
  const int rows_a = ta ? p.k : p.m, columns_a = ta ? p.m : p.k;
  const int rows_b = tb ? p.n : p.k, columns_b = tb ? p.k : p.n;
  if (p.m < 0 || p.n < 0 || p.k < 0 || p.batch < 0 || p.lda < std::max(1, rows_a) ||
      p.ldb < std::max(1, rows_b) || p.ldc < std::max(1, p.m)) {
    return CUBLAS_STATUS_INVALID_VALUE;
  }
  if (!is_supported(p.Atype, p.Btype, p.Ctype, p.compute)) return CUBLAS_STATUS_NOT_SUPPORTED;
  if (p.m == 0 || p.n == 0 || p.batch == 0) return CUBLAS_STATUS_SUCCESS;
  if (p.alpha == nullptr || p.beta == nullptr || p.C == nullptr ||
      (p.k > 0 && (p.A == nullptr || p.B == nullptr))) {
    return CUBLAS_STATUS_INVALID_VALUE;
  }
  if (!is_on_device(p.A, p.Atype, rows_a, columns_a, p.lda, p.strideA, p.batch) ||
      !is_on_device(p.B, p.Btype, rows_b, columns_b, p.ldb, p.strideB, p.batch) ||
      !is_on_device(p.C, p.Ctype, p.m, p.n, p.ldc, p.strideC, p.batch)) {
    return CUBLAS_STATUS_EXECUTION_FAILED;
  }
  const bool tf32 = p.compute == CUBLAS_COMPUTE_32F_FAST_TF32 ||
                    (p.compute == CUBLAS_COMPUTE_32F && context.math == CUBLAS_TF32_TENSOR_OP_MATH);
  const Gemm gemm{.transpose_a = ta,
                  .transpose_b = tb,
                  .m = p.m,
                  .n = p.n,
                  .k = p.k,
                  .lda = p.lda,
                  .ldb = p.ldb,
                  .ldc = p.ldc,
                  .batch = p.batch,
                  .stride_a = p.strideA,
                  .stride_b = p.strideB,
                  .stride_c = p.strideC,
                  .operands = p.Atype,
                  .result = p.Ctype,
                  .tf32 = tf32,
                  .alpha = scale(p.alpha, p.compute),
                  .beta = scale(p.beta, p.compute),
                  .a = p.A,
                  .b = p.B,
                  .c = p.C};
  const auto run = [gemm, workspace = context.workspace, bytes = context.workspace_bytes] {
    spoil(workspace, bytes);
    run_gemm(gemm);
    ++mutable_counters().gemms_run;
  };
  return enqueue(context.stream, run) == cudaSuccess ? CUBLAS_STATUS_SUCCESS
                                                     : CUBLAS_STATUS_EXECUTION_FAILED;
}

}  // namespace
}  // namespace cuda_emulator

using namespace cuda_emulator;

cublasStatus_t cublasCreate_v2(cublasHandle_t* handle) {
  const std::lock_guard lock(api_mutex());
  if (handle == nullptr) return CUBLAS_STATUS_INVALID_VALUE;
  if (refusal("cublasCreate") != cudaSuccess) return CUBLAS_STATUS_NOT_INITIALIZED;
  *handle = new cublasContext;
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasDestroy_v2(cublasHandle_t handle) {
  return blas("cublasDestroy", handle, [&] {
    delete handle;
    return CUBLAS_STATUS_SUCCESS;
  });
}

cublasStatus_t cublasGetVersion_v2(cublasHandle_t, int* version) {
  if (version == nullptr) return CUBLAS_STATUS_INVALID_VALUE;
  *version = CUBLAS_VERSION;
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasSetWorkspace_v2(cublasHandle_t handle, void* workspace, std::size_t bytes) {
  return blas("cublasSetWorkspace", handle, [&] {
    const bool is_apt = bytes == 0 || (reinterpret_cast<std::uintptr_t>(workspace) % 256 == 0 &&
                                       place_of(workspace, bytes) == Place::device);
    if (!is_apt) return CUBLAS_STATUS_INVALID_VALUE;
    handle->workspace = workspace;
    handle->workspace_bytes = bytes;
    return CUBLAS_STATUS_SUCCESS;
  });
}

/// Forgets a workspace that was set, as cuBLAS does.
cublasStatus_t cublasSetStream_v2(cublasHandle_t handle, cudaStream_t stream) {
  return blas("cublasSetStream", handle, [&] {
    if (find_stream(stream) == nullptr) return CUBLAS_STATUS_INVALID_VALUE;
    handle->stream = stream;
    handle->workspace = nullptr;
    handle->workspace_bytes = 0;
    return CUBLAS_STATUS_SUCCESS;
  });
}

cublasStatus_t cublasGetStream_v2(cublasHandle_t handle, cudaStream_t* stream) {
  return blas("cublasGetStream", handle, [&] {
    if (stream == nullptr) return CUBLAS_STATUS_INVALID_VALUE;
    *stream = handle->stream;
    return CUBLAS_STATUS_SUCCESS;
  });
}

cublasStatus_t cublasSetPointerMode_v2(cublasHandle_t handle, cublasPointerMode_t mode) {
  return blas("cublasSetPointerMode", handle, [&] {
    return mode == CUBLAS_POINTER_MODE_HOST ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_NOT_SUPPORTED;
  });
}

cublasStatus_t cublasSetMathMode(cublasHandle_t handle, cublasMath_t mode) {
  return blas("cublasSetMathMode", handle, [&] {
    handle->math = mode;
    return CUBLAS_STATUS_SUCCESS;
  });
}

cublasStatus_t cublasGetMathMode(cublasHandle_t handle, cublasMath_t* mode) {
  return blas("cublasGetMathMode", handle, [&] {
    if (mode == nullptr) return CUBLAS_STATUS_INVALID_VALUE;
    *mode = handle->math;
    return CUBLAS_STATUS_SUCCESS;
  });
}

cublasStatus_t cublasSetAtomicsMode(cublasHandle_t handle, cublasAtomicsMode_t) {
  return blas("cublasSetAtomicsMode", handle, [] { return CUBLAS_STATUS_SUCCESS; });
}

const char* cublasGetStatusName(cublasStatus_t status) { return text_of(status).name; }
const char* cublasGetStatusString(cublasStatus_t status) { return text_of(status).text; }

cublasStatus_t cublasGemmEx(cublasHandle_t handle, cublasOperation_t transa,
                            cublasOperation_t transb, int m, int n, int k, const void* alpha,
                            const void* A, cudaDataType Atype, int lda, const void* B,
                            cudaDataType Btype, int ldb, const void* beta, void* C,
                            cudaDataType Ctype, int ldc, cublasComputeType_t computeType,
                            cublasGemmAlgo_t) {
  return blas("cublasGemmEx", handle, [&] {
    return enqueue_product(*handle,
                           {transa, transb, m, n,    k, alpha, A,   Atype, lda, 0,          B,
                            Btype,  ldb,    0, beta, C, Ctype, ldc, 0,     1,   computeType});
  });
}

cublasStatus_t cublasGemmStridedBatchedEx(
    cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k,
    const void* alpha, const void* A, cudaDataType Atype, int lda, long long strideA, const void* B,
    cudaDataType Btype, int ldb, long long strideB, const void* beta, void* C, cudaDataType Ctype,
    int ldc, long long strideC, int batchCount, cublasComputeType_t computeType, cublasGemmAlgo_t) {
  return blas("cublasGemmStridedBatchedEx", handle, [&] {
    return enqueue_product(
        *handle, {transa, transb, m,       n,    k, alpha, A,   Atype,   lda,        strideA,    B,
                  Btype,  ldb,    strideB, beta, C, Ctype, ldc, strideC, batchCount, computeType});
  });
}
