#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <type_traits>

#include <boost/test/unit_test.hpp>
#include <cublas_v2.h>

#include "tests/cuda_emulator/test/device_helpers.h"

namespace posegrad::test {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

struct Blas {
  Blas() { BOOST_REQUIRE_EQUAL(cublasCreate(&handle), CUBLAS_STATUS_SUCCESS); }
  ~Blas() { cublasDestroy(handle); }
  cublasHandle_t handle = nullptr;
};

/// The 16 bits of a bfloat16.
using Bf16 = std::uint16_t;

template <class T>
constexpr cudaDataType kType = std::is_same_v<T, double>  ? CUDA_R_64F
                               : std::is_same_v<T, float> ? CUDA_R_32F
                                                          : CUDA_R_16BF;

template <class T>
double value_of(T x) {
  if constexpr (std::is_same_v<T, Bf16>)
    return std::bit_cast<float>(std::uint32_t{x} << 16);
  else
    return x;
}

template <class T>
T as(double x) {
  if constexpr (std::is_same_v<T, Bf16>)  // numbers of few digits: cutting is exact
    return static_cast<Bf16>(std::bit_cast<std::uint32_t>(static_cast<float>(x)) >> 16);
  else
    return static_cast<T>(x);
}

template <class T>
std::vector<T> drawn(std::size_t count) {
  static std::mt19937 generator(1);
  std::vector<T> x(count);
  for (T& e : x) e = as<T>(static_cast<double>(generator() % 256) / 64 - 2);
  return x;
}

/// Against sum_l A(i,l) B(l,j) in double, with room between the columns and between the products.
template <class In, class Out, class Scale>
void check_products(cublasComputeType_t compute, double tolerance) {
  const Blas blas;
  const int m = 70, n = 21, k = 35, batch = 3;
  const Scale alpha = Scale{0.5};
  for (const bool ta : {false, true}) {
    for (const bool tb : {false, true}) {
      for (const Scale beta : {Scale{0}, Scale{1}, Scale{-2}}) {
        const int lda = (ta ? k : m) + 3, ldb = (tb ? n : k) + 1, ldc = m + 2;
        const long long step_a = lda * (ta ? m : k) + 5, step_b = ldb * (tb ? k : n) + 7;
        const long long step_c = ldc * n + 1;
        const auto a = drawn<In>(static_cast<std::size_t>(step_a * batch));
        const auto b = drawn<In>(static_cast<std::size_t>(step_b * batch));
        const auto c = drawn<Out>(static_cast<std::size_t>(step_c * batch));
        const OnDevice<In> on_a(a), on_b(b);
        const OnDevice<Out> on_c(c);
        BOOST_REQUIRE_EQUAL(
            cublasGemmStridedBatchedEx(
                blas.handle, ta ? CUBLAS_OP_T : CUBLAS_OP_N, tb ? CUBLAS_OP_T : CUBLAS_OP_N, m, n,
                k, &alpha, on_a.data(), kType<In>, lda, step_a, on_b.data(), kType<In>, ldb, step_b,
                &beta, on_c.data(), kType<Out>, ldc, step_c, batch, compute, CUBLAS_GEMM_DEFAULT),
            CUBLAS_STATUS_SUCCESS);
        const auto found = on_c.values();
        double worst = 0;
        std::size_t changed = 0;
        for (int s = 0; s < batch; ++s) {
          for (int j = 0; j < n; ++j) {
            for (int i = 0; i < m; ++i) {
              double sum = 0;
              for (int l = 0; l < k; ++l) {
                const auto at_a =
                    static_cast<std::size_t>(s * step_a + (ta ? l + i * lda : i + l * lda));
                const auto at_b =
                    static_cast<std::size_t>(s * step_b + (tb ? j + l * ldb : l + j * ldb));
                sum += value_of(a[at_a]) * value_of(b[at_b]);
              }
              const auto at = static_cast<std::size_t>(s * step_c + i + j * ldc);
              const double wanted = alpha * sum + beta * value_of(c[at]);
              worst =
                  std::max(worst, std::abs(value_of(found[at]) - wanted) / (1 + std::abs(wanted)));
            }
          }
        }
        for (std::size_t i = 0; i < c.size(); ++i) changed += found[i] != c[i];
        BOOST_TEST(worst <= tolerance);
        BOOST_TEST(changed <= static_cast<std::size_t>(m * n * batch));  // the gaps are whole
      }
    }
  }
}

cublasStatus_t multiply(cublasHandle_t handle, const OnDevice<float>& a, const OnDevice<float>& b,
                        const OnDevice<float>& c, float beta, cublasComputeType_t compute) {
  const float one = 1;
  return cublasGemmEx(handle, CUBLAS_OP_N, CUBLAS_OP_N, 1, 1, 1, &one, a.data(), CUDA_R_32F, 1,
                      b.data(), CUDA_R_32F, 1, &beta, c.data(), CUDA_R_32F, 1, compute,
                      CUBLAS_GEMM_DEFAULT);
}

BOOST_AUTO_TEST_SUITE(blas)

BOOST_AUTO_TEST_CASE(products_of_every_type_and_transposition) {
  check_products<float, float, float>(CUBLAS_COMPUTE_32F, 1e-6);
  check_products<float, float, float>(CUBLAS_COMPUTE_32F_FAST_TF32, 1e-6);  // exact in TF32
  check_products<double, double, double>(CUBLAS_COMPUTE_64F, 1e-14);
  check_products<Bf16, float, float>(CUBLAS_COMPUTE_32F, 1e-6);
  check_products<Bf16, Bf16, float>(CUBLAS_COMPUTE_32F, 1.0 / 256);
}

BOOST_AUTO_TEST_CASE(tf32_keeps_ten_bits_and_rounds_ties_away) {
  const Blas blas;
  const OnDevice<float> one(std::vector<float>{1.0f}), c(1);
  const float unit = 0x1p-10f;
  const auto rounded = [&](float x, cublasComputeType_t compute) {
    const OnDevice<float> a(std::vector<float>{x});
    multiply(blas.handle, a, one, c, 0, compute);
    return c.values()[0];
  };
  constexpr auto kTf32 = CUBLAS_COMPUTE_32F_FAST_TF32;
  BOOST_TEST(rounded(1 + unit / 2, kTf32) == 1 + unit);  // to even would be 1
  BOOST_TEST(rounded(-1 - unit / 2, kTf32) == -1 - unit);
  BOOST_TEST(rounded(1 + 0.499f * unit, kTf32) == 1.0f);
  BOOST_TEST(rounded(1 + 0.499f * unit, CUBLAS_COMPUTE_32F) == 1 + 0.499f * unit);
  BOOST_TEST(std::isinf(rounded(std::numeric_limits<float>::infinity(), kTf32)));
  BOOST_TEST(std::isnan(rounded(kNan, kTf32)));
  cublasSetMathMode(blas.handle, CUBLAS_TF32_TENSOR_OP_MATH);
  BOOST_TEST(rounded(1 + 0.499f * unit, CUBLAS_COMPUTE_32F) == 1.0f);
  BOOST_TEST(rounded(1 + 0.499f * unit, CUBLAS_COMPUTE_32F_PEDANTIC) == 1 + 0.499f * unit);
}

BOOST_AUTO_TEST_CASE(bf16_results_round_to_even) {
  const Blas blas;
  const float one = 1, zero = 0;
  for (const auto& [x, wanted] : {std::pair{1 + 0x1p-8f, Bf16{0x3f80}},
                                  {1 + 0x3p-8f, Bf16{0x3f82}},
                                  {1 + 0x1.8p-8f, Bf16{0x3f81}}}) {
    // x is not a bfloat16 itself; the sum of its two parts is made in float.
    const float high = 1, low = x - 1;
    const OnDevice<Bf16> a(std::vector<Bf16>{as<Bf16>(high), as<Bf16>(low)});
    const OnDevice<Bf16> b(std::vector<Bf16>{0x3f80, 0x3f80}), c(1);
    cublasGemmEx(blas.handle, CUBLAS_OP_N, CUBLAS_OP_N, 1, 1, 2, &one, a.data(), CUDA_R_16BF, 1,
                 b.data(), CUDA_R_16BF, 2, &zero, c.data(), CUDA_R_16BF, 1, CUBLAS_COMPUTE_32F,
                 CUBLAS_GEMM_DEFAULT);
    BOOST_TEST(c.values()[0] == wanted);
  }
}

BOOST_AUTO_TEST_CASE(products_wait_in_their_stream_with_the_factors_of_the_call) {
  const Blas blas;
  cudaStream_t stream = nullptr;
  cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking);
  BOOST_TEST(cublasSetStream(blas.handle, stream) == CUBLAS_STATUS_SUCCESS);
  const OnDevice<float> a(std::vector<float>{3.0f}), c(1);
  BOOST_TEST(multiply(blas.handle, a, a, c, 0, CUBLAS_COMPUTE_32F) == CUBLAS_STATUS_SUCCESS);
  BOOST_TEST(cudaStreamQuery(stream) == cudaErrorNotReady);
  BOOST_TEST(c.values()[0] == 9.0f);  // NaN was there: beta = 0 does not read
  multiply(blas.handle, a, a, c, 1, CUBLAS_COMPUTE_32F);
  BOOST_TEST(c.values()[0] == 18.0f);
  cudaStreamDestroy(stream);
  cudaGetLastError();
}

BOOST_AUTO_TEST_CASE(a_product_of_nothing_scales_the_result) {
  const Blas blas;
  const float one = 1, two = 2;
  const OnDevice<float> c(std::vector<float>{3.0f});
  BOOST_TEST(cublasGemmEx(blas.handle, CUBLAS_OP_N, CUBLAS_OP_N, 1, 1, 0, &one, nullptr, CUDA_R_32F,
                          1, nullptr, CUDA_R_32F, 1, &two, c.data(), CUDA_R_32F, 1,
                          CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT) == CUBLAS_STATUS_SUCCESS);
  BOOST_TEST(c.values()[0] == 6.0f);
}

BOOST_AUTO_TEST_CASE(wrong_arguments_are_refused) {
  const Blas blas;
  const OnDevice<float> a(6), b(6), c(4);
  const float one = 1;
  const auto outcome = [&](int m, int k, int lda, int ldb, const void* from, cudaDataType type,
                           cublasComputeType_t compute) {
    return cublasGemmEx(blas.handle, CUBLAS_OP_N, CUBLAS_OP_N, m, 2, k, &one, from, type, lda,
                        b.data(), CUDA_R_32F, ldb, &one, c.data(), CUDA_R_32F, 2, compute,
                        CUBLAS_GEMM_DEFAULT);
  };
  constexpr auto kFloat = CUBLAS_COMPUTE_32F;
  BOOST_TEST(outcome(2, 3, 2, 3, a.data(), CUDA_R_32F, kFloat) == CUBLAS_STATUS_SUCCESS);
  BOOST_TEST(outcome(-1, 3, 2, 3, a.data(), CUDA_R_32F, kFloat) == CUBLAS_STATUS_INVALID_VALUE);
  BOOST_TEST(outcome(2, 3, 1, 3, a.data(), CUDA_R_32F, kFloat) == CUBLAS_STATUS_INVALID_VALUE);
  BOOST_TEST(outcome(2, 3, 2, 2, a.data(), CUDA_R_32F, kFloat) == CUBLAS_STATUS_INVALID_VALUE);
  BOOST_TEST(outcome(2, 3, 2, 3, nullptr, CUDA_R_32F, kFloat) == CUBLAS_STATUS_INVALID_VALUE);
  BOOST_TEST(outcome(0, 3, 2, 3, nullptr, CUDA_R_32F, kFloat) == CUBLAS_STATUS_SUCCESS);
  BOOST_TEST(outcome(2, 3, 2, 3, a.data(), CUDA_R_64F, kFloat) == CUBLAS_STATUS_NOT_SUPPORTED);
  BOOST_TEST(outcome(2, 3, 2, 3, a.data(), CUDA_R_32F, CUBLAS_COMPUTE_64F) ==
             CUBLAS_STATUS_NOT_SUPPORTED);
  const float host[6] = {};
  BOOST_TEST(outcome(2, 3, 2, 3, host, CUDA_R_32F, kFloat) == CUBLAS_STATUS_EXECUTION_FAILED);
  BOOST_TEST(outcome(2, 3, 3, 3, a.data(), CUDA_R_32F, kFloat) == CUBLAS_STATUS_EXECUTION_FAILED);
  cuda_emulator::fail_next("cublasGemmEx", cudaErrorUnknown);
  BOOST_TEST(outcome(2, 3, 2, 3, a.data(), CUDA_R_32F, kFloat) == CUBLAS_STATUS_EXECUTION_FAILED);
  BOOST_TEST(std::string(cublasGetStatusName(CUBLAS_STATUS_NOT_SUPPORTED)) ==
             "CUBLAS_STATUS_NOT_SUPPORTED");
}

BOOST_AUTO_TEST_CASE(the_workspace_is_no_place_to_keep_things) {
  const Blas blas;
  const OnDevice<float> a(std::vector<float>{1.0f}), c(1), workspace(std::vector<float>(64, 1.0f));
  BOOST_TEST(cublasSetWorkspace(blas.handle, workspace.data() + 1, 4) ==
             CUBLAS_STATUS_INVALID_VALUE);
  BOOST_TEST(cublasSetWorkspace(blas.handle, workspace.data(), 256) == CUBLAS_STATUS_SUCCESS);
  multiply(blas.handle, a, a, c, 0, CUBLAS_COMPUTE_32F);
  BOOST_TEST(std::isnan(workspace.values()[0]));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
