#pragma once

// POSEGRAD_HOT before a plain function: compiled for AVX-512, AVX2 and the baseline; the loader
// picks once. One binary then runs everywhere. Results differ between the versions by rounding only
// (fused multiply-add).
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(POSEGRAD_SANITIZED)
#define POSEGRAD_HOT __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define POSEGRAD_HOT
#endif

// POSEGRAD_HOST_DEVICE before a function: the GPU's code may call it too. constexpr functions need
// no mark.
#ifdef __CUDACC__
#define POSEGRAD_HOST_DEVICE __host__ __device__
#else
#define POSEGRAD_HOST_DEVICE
#endif
