#include "tensor/blas.h"

#include <algorithm>
#include <climits>

#include <cblas.h>
#include <fmt/format.h>
#include <omp.h>

#include "tensor/error.h"
#include "tensor/parallel.h"

namespace posegrad {
namespace {

// A second thread pool inside OpenBLAS would fight OpenMP's for the cores: refuse to start with
// another build.
void require_openmp_build() {
  constexpr int kPthread = 1;
  if (openblas_get_parallel() == kPthread)
    throw DeviceError(
        "OpenBLAS: the pthread build is loaded; posegrad needs the OpenMP build "
        "(libopenblas0-openmp)");
}

int blas_int(Index value) {
  if (value > INT_MAX)
    throw ValueError(fmt::format("gemm: the size {} is beyond what BLAS can count", value));
  return static_cast<int>(value);
}

CBLAS_TRANSPOSE blas_op(blas::Op op) { return op == blas::Op::plain ? CblasNoTrans : CblasTrans; }

}  // namespace

void set_threads(int threads) {
  if (threads < 1)
    throw ValueError(fmt::format("threads: at least 1 is needed, {} given", threads));
  require_openmp_build();
  omp_set_num_threads(threads);
  openblas_set_num_threads(threads);
}

int threads() { return omp_get_max_threads(); }

namespace blas {

template <class T>
void gemm(Op op_a, Op op_b, Index m, Index n, Index k, T alpha, const T* a, Index lda, const T* b,
          Index ldb, T beta, T* c, Index ldc) {
  require_openmp_build();
  if (m == 0 || n == 0) return;
  const auto call = [&](auto routine) {
    routine(CblasRowMajor, blas_op(op_a), blas_op(op_b), blas_int(m), blas_int(n), blas_int(k),
            alpha, a, blas_int(std::max<Index>(lda, 1)), b, blas_int(std::max<Index>(ldb, 1)), beta,
            c, blas_int(ldc));
  };
  if constexpr (sizeof(T) == sizeof(float))
    call(cblas_sgemm);
  else
    call(cblas_dgemm);
}
template void gemm<float>(Op, Op, Index, Index, Index, float, const float*, Index, const float*,
                          Index, float, float*, Index);
template void gemm<double>(Op, Op, Index, Index, Index, double, const double*, Index, const double*,
                           Index, double, double*, Index);

std::string_view kernels() { return openblas_get_corename(); }

}  // namespace blas
}  // namespace posegrad
