#pragma once
#include <cstring>

#include "tensor/dtype.h"

// For loops whose text depends on how many registers there are, and how wide: run_simd<Body>(arguments)
// calls Body::run<kBytes>(arguments), compiled for AVX-512 (64), AVX2 (32) and the baseline (16), as the
// processor allows. `run`, and what it calls, is to be POSEGRAD_INLINE, for only what becomes part of
// it is compiled so. Plain loops need no more than POSEGRAD_HOT (tensor/compiler.h).

#if defined(__x86_64__) && defined(__GNUC__)
#define POSEGRAD_AVX512 __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma")))
#define POSEGRAD_AVX2 __attribute__((target("avx2,fma")))
#endif
#define POSEGRAD_INLINE __attribute__((always_inline)) inline

namespace posegrad {

/// Numbers that fill a register of so many bytes; arithmetic works on all of them at once. Functions take
/// it by reference only: how it is handed over by value depends on the processor.
template <class T, int kBytes>
struct Simd {
  typedef T Vector __attribute__((vector_size(kBytes)));
  static constexpr Index kLanes = kBytes / static_cast<int>(sizeof(T));

  POSEGRAD_INLINE static void load(Vector& to, const T* from) { std::memcpy(&to, from, kBytes); }
  POSEGRAD_INLINE static void store(const Vector& from, T* to) { std::memcpy(to, &from, kBytes); }
  POSEGRAD_INLINE static void fill(Vector& to, T number) { to = number - Vector{}; }
  /// A NaN stays a NaN.
  POSEGRAD_INLINE static void clamp(Vector& x, const Vector& low, const Vector& high) {
    x = x < low ? low : x;
    x = x > high ? high : x;
  }
};

namespace detail {
#ifdef POSEGRAD_AVX2
template <class Body, class... Arguments>
POSEGRAD_AVX512 void run_avx512(Arguments... arguments) {
  Body::template run<64>(arguments...);
}
template <class Body, class... Arguments>
POSEGRAD_AVX2 void run_avx2(Arguments... arguments) {
  Body::template run<32>(arguments...);
}
#endif
}  // namespace detail

template <class Body, class... Arguments>
void run_simd(Arguments... arguments) {
#ifdef POSEGRAD_AVX2
  if (__builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq"))
    return detail::run_avx512<Body>(arguments...);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return detail::run_avx2<Body>(arguments...);
#endif
  Body::template run<16>(arguments...);
}

}  // namespace posegrad
