#include "tensor/cuda/gemm.h"

#include <limits>

#include <fmt/format.h>

#include "tensor/cuda/context.h"
#include "tensor/cuda/cublas.h"
#include "tensor/precision.h"

namespace posegrad::cuda {
namespace {

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
