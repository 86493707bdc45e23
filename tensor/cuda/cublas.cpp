#include "tensor/cuda/cublas.h"

#include <limits>

#include <fmt/format.h>

#include "tensor/cuda/context.h"
#include "tensor/precision.h"

#ifndef POSEGRAD_CUDA_EMULATED
#include <dlfcn.h>
#endif

namespace posegrad::cuda {
namespace {

#ifdef POSEGRAD_CUDA_EMULATED
Cublas opened() {
  return {&cublasCreate,          &cublasSetStream, &cublasSetWorkspace,        &cublasGetVersion,
          &cublasGetStatusString, &cublasGemmEx,    &cublasGemmStridedBatchedEx};
}
#else
void* open_library() {
  // Where the system finds it, or where it was when this program was built.
  const std::string name = fmt::format("libcublas.so.{}", CUBLAS_VER_MAJOR);
  for (const std::string& path : {name, POSEGRAD_CUDA_LIBRARIES "/" + name})
    if (void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) return library;
  throw DeviceError(fmt::format(
      "cuBLAS, a part of the CUDA Toolkit, is not there: {}; LD_LIBRARY_PATH can name its folder",
      dlerror()));
}

template <class Function>
void find(void* library, const char* name, Function*& function) {
  function = reinterpret_cast<Function*>(dlsym(library, name));
  if (function == nullptr) throw DeviceError(fmt::format("cuBLAS has no function {}", name));
}

Cublas opened() {
  void* const library = open_library();
  Cublas functions{};
  find(library, "cublasCreate_v2", functions.create);
  find(library, "cublasSetStream_v2", functions.set_stream);
  find(library, "cublasSetWorkspace_v2", functions.set_workspace);
  find(library, "cublasGetVersion_v2", functions.version);
  find(library, "cublasGetStatusString", functions.status_text);
  find(library, "cublasGemmEx", functions.gemm);
  find(library, "cublasGemmStridedBatchedEx", functions.gemm_batch);
  return functions;
}
#endif

template <class T>
constexpr cudaDataType_t type_of = std::same_as<T, double>  ? CUDA_R_64F
                                   : std::same_as<T, float> ? CUDA_R_32F
                                                            : CUDA_R_16BF;

template <class In>
cublasComputeType_t compute_type() {
  if (std::same_as<In, double>) return CUBLAS_COMPUTE_64F;
  if (std::same_as<In, float> && precision() != Precision::fp32)
    return CUBLAS_COMPUTE_32F_FAST_TF32;
  return CUBLAS_COMPUTE_32F;
}

int to_int(Index size) {
  if (size < 0 || size > std::numeric_limits<int>::max())
    throw ValueError(fmt::format("gemm: a size of {} does not fit cuBLAS's 32-bit integers", size));
  return static_cast<int>(size);
}

cublasOperation_t operation(blas::Op op) {
  return op == blas::Op::plain ? CUBLAS_OP_N : CUBLAS_OP_T;
}

}  // namespace

const Cublas& cublas() {
  static const Cublas instance = opened();
  return instance;
}

std::string cublas_missing() {
  try {
    cublas();
    return {};
  } catch (const DeviceError& error) {
    return error.what();
  }
}

// cuBLAS is column-major, where our row-major C is C^T = op(B)^T op(A)^T: so B comes first.
template <class In, class Out>
void gemm(blas::Op op_a, blas::Op op_b, Index m, Index n, Index k, const In* a, Index lda,
          const In* b, Index ldb, double beta, Out* c, Index ldc, Batch batch) {
  using Scalar = std::conditional_t<std::same_as<In, double>, double, float>;
  if (m == 0 || n == 0 || batch.count == 0) return;
  const Scalar one = 1, factor = static_cast<Scalar>(beta);
  const auto type = compute_type<In>();
  if (batch.count == 1)
    return check(
        cublas().gemm(context().blas, operation(op_b), operation(op_a), to_int(n), to_int(m),
                      to_int(k), &one, b, type_of<In>, to_int(ldb), a, type_of<In>, to_int(lda),
                      &factor, c, type_of<Out>, to_int(ldc), type, CUBLAS_GEMM_DEFAULT),
        "a matrix product");
  check(cublas().gemm_batch(context().blas, operation(op_b), operation(op_a), to_int(n), to_int(m),
                            to_int(k), &one, b, type_of<In>, to_int(ldb), batch.step_b, a,
                            type_of<In>, to_int(lda), batch.step_a, &factor, c, type_of<Out>,
                            to_int(ldc), batch.step_c, to_int(batch.count), type,
                            CUBLAS_GEMM_DEFAULT),
        "a batch of matrix products");
}

template void gemm(blas::Op, blas::Op, Index, Index, Index, const float*, Index, const float*,
                   Index, double, float*, Index, Batch);
template void gemm(blas::Op, blas::Op, Index, Index, Index, const double*, Index, const double*,
                   Index, double, double*, Index, Batch);
template void gemm(blas::Op, blas::Op, Index, Index, Index, const BFloat16*, Index, const BFloat16*,
                   Index, double, BFloat16*, Index, Batch);
template void gemm(blas::Op, blas::Op, Index, Index, Index, const BFloat16*, Index, const BFloat16*,
                   Index, double, float*, Index, Batch);

}  // namespace posegrad::cuda
