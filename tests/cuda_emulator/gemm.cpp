#include "tests/cuda_emulator/gemm.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

// The loader picks the fastest version; under sanitizers its choice would run too early.
#if defined(__x86_64__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define CUDA_EMULATOR_HOT \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CUDA_EMULATOR_HOT
#endif

namespace cuda_emulator {
namespace {

constexpr std::size_t kRows = 64, kColumns = 8;  // of a tile of C that stays in the nearest cache

struct Bf16 {
  std::uint16_t bits;
};

double load(double x, bool) { return x; }

/// TF32 keeps 10 bits of the fraction; the hardware's conversion (cvt.rna) rounds to nearest, ties
/// away from zero.
float load(float x, bool tf32) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  if (!tf32 || !std::isfinite(x)) return x;
  return std::bit_cast<float>((bits + 0x1000u) & ~0x1fffu);
}

float load(Bf16 x, bool) { return std::bit_cast<float>(std::uint32_t{x.bits} << 16); }

void store(double value, double& to) { to = value; }
void store(float value, float& to) { to = value; }

/// To nearest, ties to even; a NaN stays one.
void store(float value, Bf16& to) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  to.bits = static_cast<std::uint16_t>(
      std::isnan(value) ? bits >> 16 | 0x40u : (bits + 0x7fffu + (bits >> 16 & 1u)) >> 16);
}

/// One strip of kRows rows of op(A), or of kColumns columns of op(B), per multiple of `strip`:
/// [strip][k][within the strip], padded with zeros. (i, l) is at i + l ld, or at l + i ld if
/// `across`.
template <class Sum, class T>
std::vector<Sum> packed(const T* x, std::size_t count, std::size_t k, std::size_t ld, bool across,
                        std::size_t strip, bool tf32) {
  std::vector<Sum> pack((count + strip - 1) / strip * strip * k, Sum{0});
  for (std::size_t i = 0; i < count; ++i) {
    Sum* const to = pack.data() + i / strip * strip * k + i % strip;
    for (std::size_t l = 0; l < k; ++l) {
      to[l * strip] = load(x[across ? l + i * ld : i + l * ld], tf32);
    }
  }
  return pack;
}

/// tile[j][i] = sum_l a[l][i] b[l][j], in the order of l.
template <class Sum>
inline __attribute__((always_inline)) void multiply_tile(const Sum* a, const Sum* b, std::size_t k,
                                                         Sum* __restrict__ tile) {
  std::fill_n(tile, kRows * kColumns, Sum{0});
  for (std::size_t l = 0; l < k; ++l, a += kRows, b += kColumns) {
    for (std::size_t j = 0; j < kColumns; ++j) {
      for (std::size_t i = 0; i < kRows; ++i) tile[j * kRows + i] += a[i] * b[j];
    }
  }
}

CUDA_EMULATOR_HOT void multiply(const float* a, const float* b, std::size_t k, float* tile) {
  multiply_tile(a, b, k, tile);
}
CUDA_EMULATOR_HOT void multiply(const double* a, const double* b, std::size_t k, double* tile) {
  multiply_tile(a, b, k, tile);
}

template <class Sum, class T, class Result>
void run_one(const Gemm& g, const T* a, const T* b, Result* c) {
  const auto m = static_cast<std::size_t>(g.m), n = static_cast<std::size_t>(g.n);
  const auto k = static_cast<std::size_t>(g.k), ldc = static_cast<std::size_t>(g.ldc);
  const auto packed_a =
      packed<Sum>(a, m, k, static_cast<std::size_t>(g.lda), g.transpose_a, kRows, g.tf32);
  const auto packed_b =
      packed<Sum>(b, n, k, static_cast<std::size_t>(g.ldb), !g.transpose_b, kColumns, g.tf32);
  const Sum alpha = static_cast<Sum>(g.alpha), beta = static_cast<Sum>(g.beta);
  Sum tile[kRows * kColumns];
  for (std::size_t row = 0; row < m; row += kRows) {
    for (std::size_t column = 0; column < n; column += kColumns) {
      multiply(packed_a.data() + row * k, packed_b.data() + column * k, k, tile);
      for (std::size_t j = column; j < std::min(n, column + kColumns); ++j) {
        for (std::size_t i = row; i < std::min(m, row + kRows); ++i) {
          Result& to = c[i + j * ldc];
          const Sum product = alpha * tile[(j - column) * kRows + i - row];
          store(beta == Sum{0} ? product : product + beta * load(to, false), to);
        }
      }
    }
  }
}

template <class Sum, class T, class Result>
void run_batch(const Gemm& g) {
  for (int i = 0; i < g.batch; ++i) {
    run_one<Sum>(g, static_cast<const T*>(g.a) + i * g.stride_a,
                 static_cast<const T*>(g.b) + i * g.stride_b,
                 static_cast<Result*>(g.c) + i * g.stride_c);
  }
}

}  // namespace

void run_gemm(const Gemm& g) {
  if (g.operands == CUDA_R_64F) return run_batch<double, double, double>(g);
  if (g.operands == CUDA_R_32F) return run_batch<float, float, float>(g);
  if (g.result == CUDA_R_32F) return run_batch<float, Bf16, float>(g);
  run_batch<float, Bf16, Bf16>(g);
}

}  // namespace cuda_emulator
