#include "tensor/blas.h"

#include <algorithm>
#include <atomic>
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

std::atomic<int> nominal = 0;  // NOLINT: the machine has one pool of threads; 0: as OpenMP has it

// OpenBLAS decides by OpenMP's number how many threads to use; this thread's own, of no cost to set.
class OneThread {
 public:
  OneThread() : before_(omp_get_max_threads()) { omp_set_num_threads(1); }
  ~OneThread() { omp_set_num_threads(before_); }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  int before_;
};

}  // namespace

void set_threads(int threads) {
  if (threads < 1)
    throw ValueError(fmt::format("threads: at least 1 is needed, {} given", threads));
  require_openmp_build();
  nominal = threads;
  omp_set_num_threads(threads);
}

int threads() {
  const int told = nominal;
  return told > 0 ? told : omp_get_max_threads();
}

void use_threads(int count) { omp_set_num_threads(std::clamp(count, 1, threads())); }

int working_threads() { return omp_get_max_threads(); }

namespace blas {
namespace {

// A product in across x down blocks.
struct Blocks {
  Index down = 1, across = 1;
};

// As many as there are threads, and all of one shape as far as possible: each packs its own rows and
// columns. They depend on how many threads there are, not on how many work at the time, so that
// neither do the bits.
Blocks blocks_of(Index m, Index n, Index k) {
  constexpr double kWorthABlock = 5e5;  // multiplications
  const double work = static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k);
  const Index most = std::min<Index>(threads(), static_cast<Index>(work / kWorthABlock));
  Blocks best;
  for (Index down = 1; down <= most; ++down) {
    if (most % down != 0) continue;
    const Index across = most / down;
    const auto packed = [&](Index d, Index a) {
      return static_cast<double>(m) / static_cast<double>(d) +
             static_cast<double>(n) / static_cast<double>(a);
    };
    if (best.down * best.across != most || packed(down, across) < packed(best.down, best.across))
      best = {down, across};
  }
  return best;
}

// Of block i of `count`; the edges lie at multiples of what OpenBLAS' kernels compute at once.
Index edge(Index i, Index count, Index size) {
  constexpr Index kAtOnce = 16;
  const Index steps = (size + kAtOnce - 1) / kAtOnce;
  return std::min(size, i * steps / count * kAtOnce);
}

}  // namespace

template <class T>
void gemm(Op op_a, Op op_b, Index m, Index n, Index k, T alpha, const T* a, Index lda, const T* b,
          Index ldb, T beta, T* c, Index ldc) {
  require_openmp_build();
  if (m == 0 || n == 0) return;
  for (const Index size : {m, n, k, lda, ldb, ldc}) blas_int(size);
  const Blocks blocks = blocks_of(m, n, k);
  const auto block = [&](Index i) {
    const OneThread one;
    const Index top = edge(i / blocks.across, blocks.down, m),
                bottom = edge(i / blocks.across + 1, blocks.down, m),
                left = edge(i % blocks.across, blocks.across, n),
                right = edge(i % blocks.across + 1, blocks.across, n);
    if (top == bottom || left == right) return;
    const auto call = [&](auto routine) {
      routine(CblasRowMajor, blas_op(op_a), blas_op(op_b), blas_int(bottom - top),
              blas_int(right - left), blas_int(k), alpha, a + top * (op_a == Op::plain ? lda : 1),
              blas_int(std::max<Index>(lda, 1)), b + left * (op_b == Op::plain ? 1 : ldb),
              blas_int(std::max<Index>(ldb, 1)), beta, c + top * ldc + left,
              blas_int(std::max<Index>(ldc, 1)));
    };
    if constexpr (sizeof(T) == sizeof(float))
      call(cblas_sgemm);
    else
      call(cblas_dgemm);
  };
  const Index count = blocks.down * blocks.across;
  const int team = static_cast<int>(std::min<Index>(count, omp_get_max_threads()));
  if (team == 1 || omp_in_parallel() || work_pool::is_inside()) {
    for (Index i = 0; i < count; ++i) block(i);
    return;
  }
#pragma omp parallel for num_threads(team) schedule(static, 1)
  for (Index i = 0; i < count; ++i) block(i);
}
template void gemm<float>(Op, Op, Index, Index, Index, float, const float*, Index, const float*,
                          Index, float, float*, Index);
template void gemm<double>(Op, Op, Index, Index, Index, double, const double*, Index, const double*,
                           Index, double, double*, Index);

std::string_view kernels() { return openblas_get_corename(); }

std::string library() {
  // "OpenBLAS 0.3.21 DYNAMIC_ARCH NO_AFFINITY USE_OPENMP ..."
  const std::string_view config = openblas_get_config();
  const std::size_t name = config.find(' ');
  const std::size_t end = name == std::string_view::npos ? name : config.find(' ', name + 1);
  constexpr int kOpenMp = 2;
  return fmt::format("{}, {}", config.substr(0, end),
                     openblas_get_parallel() == kOpenMp ? "OpenMP" : "one thread");
}

}  // namespace blas
}  // namespace posegrad
