#pragma once
#include <algorithm>

#include "tensor/cuda/packs.h"

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

/// Whether rows of C channels can be taken in packs in all of these.
template <int N, class... T>
bool are_packed(Index C, const T*... data) {
  return (cuda::is_packed<N>(C, data) && ...);
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

/// The same as a launch, in packs of N where `is_packed`.
template <int N, class Body>
void map_columns(Index R, Index C, bool is_packed, const Body& body) {
  const auto run = [&]<int n>() {
    constexpr int kRows = kRowsAtOnce<Body, n>;
    const Tiles grid = tiles(R, C, n, kRows);
    cuda::launch(grid.blocks, dim3(kLanes, kWarps), map_columns_kernel<n, kRows, Body>, R, C,
                 grid.rows, body);
  };
  is_packed ? run.template operator()<N>() : run.template operator()<1>();
}

}  // namespace
}  // namespace posegrad::kernels
