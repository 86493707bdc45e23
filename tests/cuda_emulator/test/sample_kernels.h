#pragma once

#include <cuda_runtime.h>

// Kernels to try the emulator on; they also compile with nvcc and NVIDIA's headers.
namespace posegrad::test {

constexpr unsigned kAllLanes = 0xffffffffu;

[[maybe_unused]] static __global__ void write_index(int* order, int* count) {
  order[(*count)++] = static_cast<int>(threadIdx.x + blockDim.x * blockIdx.x);
}

[[maybe_unused]] static __global__ void add(float* x, float value, int count) {
  const unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < static_cast<unsigned>(count)) x[i] += value;
}

/// out[z,y,x of the grid and the block] = the linear number of the thread.
[[maybe_unused]] static __global__ void number_threads(int* out) {
  const unsigned width = gridDim.x * blockDim.x, height = gridDim.y * blockDim.y;
  const unsigned x = blockIdx.x * blockDim.x + threadIdx.x;
  const unsigned y = blockIdx.y * blockDim.y + threadIdx.y;
  const unsigned z = blockIdx.z * blockDim.z + threadIdx.z;
  const unsigned i = (z * height + y) * width + x;
  out[i] = static_cast<int>(i);
}

/// out[r] = sum of row r. A tree in shared memory, with or without the barrier that it needs.
template <int kThreads, bool kBarrier>
__global__ void __launch_bounds__(kThreads)
    row_sums(const float* __restrict__ x, double* __restrict__ out, long columns) {
  __shared__ double partial[kThreads];
  double sum = 0;
  for (long c = threadIdx.x; c < columns; c += kThreads) sum += x[blockIdx.x * columns + c];
  partial[threadIdx.x] = sum;
  for (unsigned half = kThreads / 2; half > 0; half /= 2) {
    if constexpr (kBarrier) __syncthreads();
    if (threadIdx.x < half) partial[threadIdx.x] += partial[threadIdx.x + half];
  }
  if (threadIdx.x == 0) out[blockIdx.x] = partial[0];
}

/// y[i] = x[i+1 in the block], without the barrier: right only if the threads run backward.
[[maybe_unused]] static __global__ void take_from_right(const float* x, float* y) {
  __shared__ float row[64];
  row[threadIdx.x] = x[threadIdx.x];
  y[threadIdx.x] = row[(threadIdx.x + 1) % blockDim.x];
}

/// Tiles through shared memory: y = x^T for a square matrix whose side the tile divides.
template <class T>
__global__ void transpose(const T* x, T* y, int side) {
  __shared__ T tile[8][9];
  const unsigned n = static_cast<unsigned>(side), i = threadIdx.y, j = threadIdx.x;
  tile[i][j] = x[(blockIdx.y * 8 + i) * n + blockIdx.x * 8 + j];
  __syncthreads();
  y[(blockIdx.x * 8 + i) * n + blockIdx.y * 8 + j] = tile[j][i];
}

/// All shuffles at once: sum by down, sum by xor, broadcast, up, ballot of the odd lanes.
template <class T>
__global__ void shuffles(const T* x, T* out, unsigned* ballot) {
  const unsigned i = threadIdx.x, n = blockDim.x;
  T down = x[i], butterfly = x[i];
  for (unsigned d = 16; d > 0; d /= 2) down += __shfl_down_sync(kAllLanes, down, d);
  for (int d = 16; d > 0; d /= 2) butterfly += __shfl_xor_sync(kAllLanes, butterfly, d);
  out[i] = down;
  out[n + i] = butterfly;
  out[2 * n + i] = __shfl_sync(kAllLanes, x[i], 5);
  out[3 * n + i] = __shfl_up_sync(kAllLanes, x[i], 1);
  out[4 * n + i] = __shfl_sync(kAllLanes, x[i], 2, 8);
  out[5 * n + i] = __shfl_down_sync(kAllLanes, x[i], 3, 8);
  ballot[i] = __ballot_sync(kAllLanes, static_cast<int>(i & 1));
}

/// Half of the warp exchanges with a mask of its own, the other half does not.
[[maybe_unused]] static __global__ void half_warp(const int* x, int* out) {
  int value = x[threadIdx.x];
  if (threadIdx.x < 16) value = __shfl_xor_sync(0xffffu, value, 15);
  __syncwarp();
  out[threadIdx.x] = value;
}

[[maybe_unused]] static __global__ void barrier_after_return(int count) {
  if (threadIdx.x >= static_cast<unsigned>(count)) return;
  __syncthreads();
}

[[maybe_unused]] static __global__ void barrier_against_shuffle(int* out) {
  if (threadIdx.x < 7)
    __syncthreads();
  else
    out[threadIdx.x] = __shfl_sync(kAllLanes, out[threadIdx.x], 0);
}

[[maybe_unused]] static __global__ void shuffle_outside_of_mask(int* out) {
  out[threadIdx.x] = __shfl_sync(0x1u, out[threadIdx.x], 0);
}

/// Halves of a warp that mean different exchanges.
[[maybe_unused]] static __global__ void two_ways(int* out) {
  const int value = out[threadIdx.x];
  out[threadIdx.x] = threadIdx.x < 16 ? __shfl_xor_sync(kAllLanes, value, 1)
                                      : __shfl_down_sync(kAllLanes, value, 1);
}
[[maybe_unused]] static __global__ void two_masks(int* out) {
  const unsigned mask = threadIdx.x < 16 ? 0x1ffffu : kAllLanes;
  out[threadIdx.x] = __shfl_sync(mask, out[threadIdx.x], 0);
}

struct Pair {
  float factor;
  int count;
};

[[maybe_unused]] static __global__ void scale(float4* x, Pair pair) {
  for (int i = static_cast<int>(threadIdx.x); i < pair.count; i += static_cast<int>(blockDim.x)) {
    const float4 v = x[i];
    x[i] = make_float4(v.x * pair.factor, v.y * pair.factor, v.z * pair.factor, v.w * pair.factor);
  }
}

/// Device functions that have no counterpart in <cmath>.
[[maybe_unused]] static __global__ void intrinsics(unsigned* out) {
  out[0] = __umulhi(0x80000001u, 6u);
  out[1] = __float_as_uint(1.0f);
  out[2] = __float_as_uint(__uint_as_float(0x40000000u) + rsqrtf(4.0f));
  out[3] = __float_as_uint(__fmaf_rn(1.0f + 1e-7f, 1.0f + 1e-7f, -1.0f));
  out[4] = static_cast<unsigned>(min(3, -2) + max(4, 9));
  out[5] = __float_as_uint(max(__uint_as_float(0x7fc00000u), 2.0f));
  out[6] = static_cast<unsigned>(__popc(0xf0u) + __ffs(8) + __clz(1) + warpSize);
  out[7] = __ldg(out + 1);
}

}  // namespace posegrad::test
