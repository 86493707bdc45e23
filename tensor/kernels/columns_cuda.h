#pragma once
#include <algorithm>

#include "tensor/cuda/launch.h"
#include "tensor/dims.h"
#include "tensor/tensor.h"

// Passes over x (R, C) that know their channels, for the _cuda.cu files of normalisation. A warp
// takes 32 packs of N neighbouring channels of a row, a block of threads 8 rows of them at a time,
// from the first row of its tile to the last. A thread so stays with its N channels: what belongs
// to a channel is computed once for a block and then kept in registers.
//
// What is done is a Body, of which every thread has its own copy. e = r*C + c is the first of N
// neighbours:
//   struct Body {
//     using Number = T;                                        // of x
//     static constexpr int kReads, kBytesInFlight = 64;        // tensors; that a thread asks for
//     struct Channel {...};                                    // what is kept for a channel
//     __device__ Channel channel(Index c) const;
//     __device__ void begin(Index r, Index c);                 // the thread's first row
//     template <int N> struct In {...};                        // what is read for N neighbours
//     template <int N> __device__ void read(Index e, In<N>&);  // for the thread's rows in order
//   };
// kRows rows of a thread are read before the first of them is used.
namespace posegrad::kernels {
namespace {

using cuda::Pack;
using cuda::pack_at;
using cuda::put_pack;

constexpr unsigned kLanes = 32;  // threads of a row
constexpr unsigned kWarps = 8;   // rows of a block at a time
constexpr unsigned kColumnThreads = kLanes * kWarps;

/// Numbers that a thread takes at once: 16 bytes, of double 32, and never less than the 4 of a
/// block of random words.
template <class T>
constexpr int kColumnPack = std::max(4, cuda::kPack<T>);

/// Whether all of the op's tensors of rows can be taken in packs of N; those of one number for each
/// channel have one axis.
template <int N, class T, class Op>
bool are_packed(const Op& op) {
  const auto fits = [&](const auto tensor) {
    return (op.*tensor).rank() < 2 ||
           cuda::is_packed<N>(dim<"C">(op), (op.*tensor).template data<T>());
  };
  return std::ranges::all_of(Op::inputs, fits) && std::ranges::all_of(Op::outputs, fits);
}

/// Rows that a thread reads at once.
template <class Body, int N>
constexpr int kRowsAtOnce = std::clamp(
    Body::kBytesInFlight / (static_cast<int>(sizeof(typename Body::Number)) * N * Body::kReads), 1,
    8);

/// Blocks of a kernel with at most 64 registers that a multiprocessor holds; doubles need more.
template <class T>
constexpr int kBlocksPerMultiprocessor = sizeof(T) == 8 ? 2 : 4;

/// Blocks in x share the channels, those in y the rows, `rows` each but the last.
struct Tiles {
  dim3 blocks;
  Index rows;
};

/// Depends on the sizes only: sums over tiles are the same on every GPU. Fills 132 multiprocessors
/// twice with 4 blocks each where a block then has enough rows.
inline Tiles tiles(Index R, Index C, int N, int rows_in_flight) {
  constexpr Index kBlocks = 2 * 4 * 132, kLeastRows = 32;
  const auto parts = [](Index count, Index part) { return (count + part - 1) / part; };
  const Index across = parts(C, Index{kLanes} * N), step = Index{kWarps} * rows_in_flight,
              down = std::clamp<Index>(kBlocks / across, 1, cuda::kMostBlocksY),
              rows = parts(std::max(kLeastRows, parts(R, down)), step) * step;
  return {{static_cast<unsigned>(across), static_cast<unsigned>(parts(R, rows))}, rows};
}

/// Computes what belongs to the block's channels, and hands each thread that of its own from `c`
/// on. All threads of the block must call it.
template <int N, class Body>
__device__ void load_channels(const Body& body, Index C, Index c,
                              typename Body::Channel (&channels)[N]) {
  __shared__ typename Body::Channel of_block[kLanes * N];
  const Index first = Index{blockIdx.x} * kLanes * N;
  for (unsigned i = threadIdx.y * kLanes + threadIdx.x; i < kLanes * N; i += kColumnThreads)
    if (first + i < C) of_block[i] = body.channel(first + i);
  __syncthreads();
  if (c >= C) return;
#pragma unroll
  for (int i = 0; i < N; ++i) channels[i] = of_block[threadIdx.x * N + static_cast<unsigned>(i)];
}

/// The rows of one thread: calls use(e, in) for each in order, and pause() after at most kPause, a
/// multiple of kRows.
template <int N, int kRows, int kPause, class Body, class Use, class Pause>
__device__ void for_rows(Body& body, Index R, Index C, Index rows, Index c, const Use& use,
                         const Pause& pause) {
  const Index first = blockIdx.y * rows, r = first + threadIdx.y, step = Index{kWarps} * C;
  // Of this thread. 32 bits, as registers are scarce.
  int left = static_cast<int>((min(R, first + rows) - r + kWarps - 1) / kWarps);
  if (left <= 0) return;
  Index e = r * C + c;
  body.begin(r, c);
  static_assert(kPause % kRows == 0);
  typename Body::template In<N> in[kRows] = {};
  for (; left >= kPause; left -= kPause) {
#pragma unroll
    for (int done = 0; done < kPause; done += kRows) {
#pragma unroll
      for (int i = 0; i < kRows; ++i) body.read(e + i * step, in[i]);
#pragma unroll
      for (int i = 0; i < kRows; ++i) use(e + i * step, in[i]);
      e += kRows * step;
    }
    pause();
  }
  for (; left > 0; --left, e += step) {
    body.read(e, in[0]);
    use(e, in[0]);
    pause();
  }
}

/// Calls body.write(e, in, channels) for all of x.
template <int N, int kRows, class Body>
__global__ void __launch_bounds__(kColumnThreads, kBlocksPerMultiprocessor<typename Body::Number>)
    map_columns_kernel(Index R, Index C, Index rows, Body body) {
  const Index c = (Index{blockIdx.x} * kLanes + threadIdx.x) * N;
  typename Body::Channel channels[N];
  load_channels<N>(body, C, c, channels);
  if (c >= C) return;
  for_rows<N, kRows, kRows>(
      body, R, C, rows, c, [&](Index e, const auto& in) { body.write(e, in, channels); }, [] {});
}

/// The same as a launch for an op on rows, in packs of N where these allow it.
template <int N, class Op, class Body>
void map_columns(const Op& op, const Body& body) {
  const Index R = dim<"R">(op), C = dim<"C">(op);
  const auto run = [&]<int n>() {
    constexpr int kRows = kRowsAtOnce<Body, n>;
    const Tiles grid = tiles(R, C, n, kRows);
    cuda::launch(grid.blocks, dim3(kLanes, kWarps), map_columns_kernel<n, kRows, Body>, R, C,
                 grid.rows, body);
  };
  are_packed<N, typename Body::Number>(op) ? run.template operator()<N>()
                                           : run.template operator()<1>();
}

// Sums over the rows of x (R, C), per channel: x is read once, and the sums are the same on every
// GPU and in every run. A Body has besides:
//   static constexpr int kSums;
//   using Sum = float or double;
//   template <int N>
//   __device__ void add(Index e, const In<N>&, const Channel (&)[N], Sum (&sums)[kSums][N]) const;
//   __device__ void finish(Index c, const double (&sums)[kSums]) const;    // what becomes of them
// With Sum = float a thread adds up 4 rows in float before they go into its doubles: conversions
// and double arithmetic cost too much for every number.

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
  Sum few[kSums][N] = {};
  constexpr bool kAddsFew = !std::is_same_v<Sum, double>;
  const auto add = [&](Index e, const auto& in) {
    if constexpr (kAddsFew)
      body.add(e, in, channels, few);
    else
      body.add(e, in, channels, total);
  };
  const auto pause = [&] {
    if constexpr (kAddsFew) {
#pragma unroll
      for (int s = 0; s < kSums; ++s)
#pragma unroll
        for (int i = 0; i < N; ++i) {
          total[s][i] += static_cast<double>(few[s][i]);
          few[s][i] = 0;
        }
    }
  };
  if (c < C) for_rows<N, kRows, kSumRows<kRows>>(body, R, C, rows, c, add, pause);

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

/// In packs of 4 where the op's rows allow it: for more, a thread's doubles would not fit its
/// registers.
template <class Op, class Body>
void column_sums(const Op& op, const Body& body) {
  const Index R = dim<"R">(op), C = dim<"C">(op);
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
  are_packed<4, typename Body::Number>(op) ? run.template operator()<4>()
                                           : run.template operator()<1>();
}

}  // namespace
}  // namespace posegrad::kernels
