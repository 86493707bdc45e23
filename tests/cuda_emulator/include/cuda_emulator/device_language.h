#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include <cuda_emulator/vector_types.h>
#include <math.h>  // device code calls sqrtf, expf, ... without a namespace

#define __global__
#define __device__
#define __host__
#define __constant__
#define __shared__ static  // blocks run one after the other
#define __forceinline__ inline
#define __align__(bytes) alignas(bytes)
#define __launch_bounds__(...)

// Set by the emulator before a thread runs on.
extern uint3 threadIdx;
extern uint3 blockIdx;
extern dim3 blockDim;
extern dim3 gridDim;
inline constexpr int warpSize = 32;

namespace cuda_emulator {

enum class WarpOp : unsigned char { shuffle, shuffle_up, shuffle_down, shuffle_xor, ballot, sync };

/// Lane of the running thread in its warp.
unsigned lane();
/// Waits until all threads of `mask` are here; returns the bits that lane `source` brought, all
/// ones (a NaN) where that lane does not take part. For ballot: the set of lanes that brought a
/// nonzero.
std::uint64_t exchange(WarpOp op, unsigned mask, std::uint64_t bits, unsigned source);

template <class T>
T shuffle(WarpOp op, unsigned mask, T value, unsigned source) {
  static_assert(sizeof(T) == 4 || sizeof(T) == 8);
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(T));
  bits = exchange(op, mask, bits, source);
  std::memcpy(&value, &bits, sizeof(T));
  return value;
}

}  // namespace cuda_emulator

void __syncthreads();
inline void __syncwarp(unsigned mask = 0xffffffffu) {
  cuda_emulator::exchange(cuda_emulator::WarpOp::sync, mask, 0, 0);
}
inline void __threadfence() {}
inline void __threadfence_block() {}

// width splits the warp into groups; a source outside of the caller's group means the caller.
template <class T>
T __shfl_sync(unsigned mask, T value, int source, int width = warpSize) {
  const unsigned size = static_cast<unsigned>(width), start = cuda_emulator::lane() & ~(size - 1);
  return cuda_emulator::shuffle(cuda_emulator::WarpOp::shuffle, mask, value,
                                start + (static_cast<unsigned>(source) & (size - 1)));
}
template <class T>
T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = warpSize) {
  const unsigned me = cuda_emulator::lane(), place = me & (static_cast<unsigned>(width) - 1);
  return cuda_emulator::shuffle(cuda_emulator::WarpOp::shuffle_up, mask, value,
                                place >= delta ? me - delta : me);
}
template <class T>
T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = warpSize) {
  const unsigned me = cuda_emulator::lane(), size = static_cast<unsigned>(width);
  return cuda_emulator::shuffle(cuda_emulator::WarpOp::shuffle_down, mask, value,
                                (me & (size - 1)) + delta < size ? me + delta : me);
}
template <class T>
T __shfl_xor_sync(unsigned mask, T value, int lane_mask, int width = warpSize) {
  const unsigned me = cuda_emulator::lane(), size = static_cast<unsigned>(width);
  const unsigned source = me ^ static_cast<unsigned>(lane_mask), end = (me & ~(size - 1)) + size;
  return cuda_emulator::shuffle(cuda_emulator::WarpOp::shuffle_xor, mask, value,
                                source < end ? source : me);
}
inline unsigned __ballot_sync(unsigned mask, int predicate) {
  return static_cast<unsigned>(
      cuda_emulator::exchange(cuda_emulator::WarpOp::ballot, mask, predicate != 0, 0));
}
inline int __any_sync(unsigned mask, int predicate) { return __ballot_sync(mask, predicate) != 0; }
inline int __all_sync(unsigned mask, int predicate) { return __ballot_sync(mask, !predicate) == 0; }

template <class T>
T __ldg(const T* pointer) {
  return *pointer;
}
template <class T>
void __stcg(T* pointer, T value) {
  *pointer = value;
}

inline unsigned __float_as_uint(float x) { return std::bit_cast<unsigned>(x); }
inline float __uint_as_float(unsigned x) { return std::bit_cast<float>(x); }
inline int __float_as_int(float x) { return std::bit_cast<int>(x); }
inline float __int_as_float(int x) { return std::bit_cast<float>(x); }
inline long long __double_as_longlong(double x) { return std::bit_cast<long long>(x); }
inline double __longlong_as_double(long long x) { return std::bit_cast<double>(x); }
inline unsigned __umulhi(unsigned a, unsigned b) {
  return static_cast<unsigned>((std::uint64_t{a} * b) >> 32);
}
inline int __popc(unsigned x) { return std::popcount(x); }
inline int __ffs(int x) { return x == 0 ? 0 : std::countr_zero(static_cast<unsigned>(x)) + 1; }
inline int __clz(int x) { return std::countl_zero(static_cast<unsigned>(x)); }

inline float __fmaf_rn(float a, float b, float c) { return std::fma(a, b, c); }
inline double __fma_rn(double a, double b, double c) { return std::fma(a, b, c); }
inline float __fadd_rn(float a, float b) { return a + b; }
inline float __fmul_rn(float a, float b) { return a * b; }
inline float __fdiv_rn(float a, float b) { return a / b; }
inline float __fsqrt_rn(float x) { return std::sqrt(x); }
inline float __fdividef(float a, float b) { return a / b; }
inline float __expf(float x) { return std::exp(x); }
inline float __logf(float x) { return std::log(x); }
inline float rsqrtf(float x) { return 1.0f / std::sqrt(x); }
inline float rsqrt(float x) { return 1.0f / std::sqrt(x); }
inline double rsqrt(double x) { return 1.0 / std::sqrt(x); }

// One pair of functions per type, as in CUDA; of floats they drop a NaN, as fmin and fmax do. Mixed
// signedness, which CUDA allows, is refused as ambiguous.
#define CUDA_EMULATOR_MIN_MAX(type)                         \
  inline type min(type a, type b) { return b < a ? b : a; } \
  inline type max(type a, type b) { return a < b ? b : a; }
CUDA_EMULATOR_MIN_MAX(int)
CUDA_EMULATOR_MIN_MAX(unsigned)
CUDA_EMULATOR_MIN_MAX(long)
CUDA_EMULATOR_MIN_MAX(unsigned long)
CUDA_EMULATOR_MIN_MAX(long long)
CUDA_EMULATOR_MIN_MAX(unsigned long long)
#undef CUDA_EMULATOR_MIN_MAX
inline float min(float a, float b) { return std::fmin(a, b); }
inline float max(float a, float b) { return std::fmax(a, b); }
inline double min(double a, double b) { return std::fmin(a, b); }
inline double max(double a, double b) { return std::fmax(a, b); }
