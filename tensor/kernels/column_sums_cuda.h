#pragma once
#include "tensor/kernels/columns_cuda.h"
#include "tensor/tensor.h"

// Sums over the rows of x (R, C), per channel: x is read once, and the sums are the same on every
// GPU and in every run. A Body (columns_cuda.h) has besides:
//   static constexpr int kSums;
//   using Sum = float or double;
//   template <int N>
//   __device__ void add(Index e, const In<N>&, const Channel (&)[N], Sum (&sums)[kSums][N]) const;
//   __device__ void finish(Index c, const double (&sums)[kSums]) const;    // what becomes of them
// With Sum = float a thread adds up 4 rows in float before they go into its doubles: conversions
// and double arithmetic cost too much for every number.
namespace posegrad::kernels {
namespace {

// Rows that are added up in float. With more than 4 the contracts of the gradients would not hold.
template <int kRows>
constexpr int kSumRows = std::max(4, kRows);

// partial[b,s,c] = sum s of the rows of tile b. The 8 warps of a block add up theirs in order.
template <int N, int kRows, class Body>
__global__ void __launch_bounds__(kColumnThreads, kBlocksPerMultiprocessor<typename Body::Number>)
    column_sums_kernel(Index R, Index C, Index rows, Body body, double* __restrict__ partial) {
  using Sum = typename Body::Sum;
  constexpr int kSums = Body::kSums;
  constexpr unsigned kChannels = kLanes * N;
  const Index c = (Index{blockIdx.x} * kLanes + threadIdx.x) * N;
  typename Body::Channel channels[N];
  load_channels<N>(body, C, c, channels);

  double total[kSums][N] = {};
  if constexpr (std::is_same_v<Sum, double>) {
    if (c < C)
      for_rows<N, kRows, kSumRows<kRows>>(
          body, R, C, rows, c, [&](Index e, const auto& in) { body.add(e, in, channels, total); },
          [] {});
  } else {
    Sum few[kSums][N] = {};
    if (c < C)
      for_rows<N, kRows, kSumRows<kRows>>(
          body, R, C, rows, c, [&](Index e, const auto& in) { body.add(e, in, channels, few); },
          [&] {
#pragma unroll
            for (int s = 0; s < kSums; ++s)
#pragma unroll
              for (int i = 0; i < N; ++i) {
                total[s][i] += static_cast<double>(few[s][i]);
                few[s][i] = 0;
              }
          });
  }

  __shared__ double of_warp[kWarps][kSums][kChannels];
#pragma unroll
  for (int s = 0; s < kSums; ++s)
#pragma unroll
    for (int i = 0; i < N; ++i)
      of_warp[threadIdx.y][s][threadIdx.x * N + static_cast<unsigned>(i)] = total[s][i];
  __syncthreads();
  const Index first = Index{blockIdx.x} * kChannels;
  for (unsigned item = threadIdx.y * kLanes + threadIdx.x; item < kSums * kChannels;
       item += kColumnThreads) {
    const unsigned s = item / kChannels, channel = item % kChannels;
    if (first + channel >= C) continue;
    double sum = 0;
#pragma unroll
    for (unsigned warp = 0; warp < kWarps; ++warp) sum += of_warp[warp][s][channel];
    partial[(Index{blockIdx.y} * kSums + s) * C + first + channel] = sum;
  }
}

// A block of the last kernel: so few channels that there are enough blocks.
constexpr unsigned kFinishLanes = 8, kFinishGroups = 64;

// Adds up the tiles: thread group g takes the tiles g, g + 64, ...; then groups in a tree.
template <class Body>
__global__ void __launch_bounds__(kFinishLanes* kFinishGroups)
    finish_column_sums_kernel(Index tile_count, Index C, const double* __restrict__ partial,
                              Body body) {
  constexpr int kSums = Body::kSums;
  const Index c = Index{blockIdx.x} * kFinishLanes + threadIdx.x;
  double sums[kSums] = {};
  if (c < C) {
#pragma unroll 4
    for (Index b = threadIdx.y; b < tile_count; b += kFinishGroups)
#pragma unroll
      for (int s = 0; s < kSums; ++s) sums[s] += partial[(b * kSums + s) * C + c];
  }
  __shared__ double of_group[kFinishGroups][kSums][kFinishLanes];
#pragma unroll
  for (int s = 0; s < kSums; ++s) of_group[threadIdx.y][s][threadIdx.x] = sums[s];
  for (unsigned half = kFinishGroups / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.y >= half) continue;
#pragma unroll
    for (int s = 0; s < kSums; ++s) {
      sums[s] += of_group[threadIdx.y + half][s][threadIdx.x];
      of_group[threadIdx.y][s][threadIdx.x] = sums[s];
    }
  }
  if (threadIdx.y == 0 && c < C) body.finish(c, sums);
}

/// In packs of 4 where `is_packed`: for more, a thread's doubles would not fit its registers.
template <class Body>
void column_sums(Index R, Index C, bool is_packed, const Body& body) {
  const auto run = [&]<int n>() {
    constexpr int kMost = std::is_same_v<typename Body::Sum, double> ? 8 : 4;
    constexpr int kRows = std::min(kMost, kRowsAtOnce<Body, n>);
    const Tiles grid = tiles(R, C, n, kSumRows<kRows>);
    const Tensor partial = Tensor::empty({grid.blocks.y, Body::kSums, C}, DType::f64, Device::cuda);
    cuda::launch(grid.blocks, dim3(kLanes, kWarps), column_sums_kernel<n, kRows, Body>, R, C,
                 grid.rows, body, partial.data<double>());
    cuda::launch(static_cast<unsigned>((C + kFinishLanes - 1) / kFinishLanes),
                 dim3(kFinishLanes, kFinishGroups), finish_column_sums_kernel<Body>,
                 Index{grid.blocks.y}, C, partial.data<double>(), body);
  };
  is_packed ? run.template operator()<4>() : run.template operator()<1>();
}

}  // namespace
}  // namespace posegrad::kernels
