#pragma once
#include <algorithm>
#include <bit>
#include <iterator>
#include <limits>

#include "tensor/cuda/context.h"
#include "tensor/dtype.h"

// For the _cuda.cu files: how a kernel is started and how a thread finds its work.
namespace posegrad::cuda {

constexpr unsigned kThreads = 256;  // of a block, where nothing speaks for another number

/// Starts a kernel on the compute stream. A grid without blocks has nothing to do.
template <class... Parameters, class... Arguments>
void launch(dim3 blocks, dim3 threads, void (*kernel)(Parameters...), Arguments... arguments) {
  if (blocks.x == 0 || blocks.y == 0 || blocks.z == 0) return;
  cudaLaunchConfig_t config{};
  config.gridDim = blocks;
  config.blockDim = threads;
  config.stream = context().compute;
  check(cudaLaunchKernelEx(&config, kernel, arguments...), "starting a kernel");
}

/// Blocks for `items` of which every thread takes one after the other in a grid-stride loop: enough
/// to fill the GPU, and no more.
inline unsigned blocks_for(Index items, unsigned threads = kThreads) {
  const Index wanted = (items + threads - 1) / threads;
  return static_cast<unsigned>(std::min<Index>(wanted, Index{context().multiprocessors} * 32));
}

/// First item of a thread in such a loop, and how far it is to its next.
__device__ inline Index first_item() { return Index{blockIdx.x} * blockDim.x + threadIdx.x; }
__device__ inline Index item_step() { return Index{gridDim.x} * blockDim.x; }

/// A grid with one row of threads for each of `rows`; CUDA allows fewer blocks in y than in x.
constexpr Index kMostBlocksY = 65535;

/// N neighbouring numbers that are read and written at once.
template <class T, int N>
struct alignas(sizeof(T) * N) Pack {
  T item[N];
};

/// Numbers that a thread takes at once: 16 bytes.
template <class T>
constexpr int kPack = 16 / static_cast<int>(sizeof(T));

/// Whether rows of `count` numbers that begin at `data` can be taken in packs.
template <int N, class T>
bool is_packed(Index count, const T* data) {
  return count % N == 0 && reinterpret_cast<std::uintptr_t>(data) % (sizeof(T) * N) == 0;
}

// Packs move in words of 8 or 16 bytes, by functions that do not take them apart: nvcc makes N
// stores of a plain assignment in an unrolled loop.
template <class Pack>
using WordOf = std::conditional_t<sizeof(Pack) % sizeof(uint4) == 0, uint4, uint2>;
template <class Pack>
struct WordsOf {
  WordOf<Pack> word[sizeof(Pack) / sizeof(WordOf<Pack>)];
};

/// For tensors that the kernel does not write.
template <int N, class T>
__device__ Pack<T, N> pack_at(const T* data, Index e) {
  if constexpr (N == 1) {
    return {data[e]};
  } else {
    WordsOf<Pack<T, N>> words;
    const auto* const from = reinterpret_cast<const WordOf<Pack<T, N>>*>(data + e);
#pragma unroll
    for (std::size_t i = 0; i < std::size(words.word); ++i) words.word[i] = __ldg(from + i);
    return std::bit_cast<Pack<T, N>>(words);
  }
}
template <int N, class T>
__device__ void put_pack(T* data, Index e, const Pack<T, N>& pack) {
  if constexpr (N == 1) {
    data[e] = pack.item[0];
  } else {
    const auto words = std::bit_cast<WordsOf<Pack<T, N>>>(pack);
    auto* const to = reinterpret_cast<WordOf<Pack<T, N>>*>(data + e);
#pragma unroll
    for (std::size_t i = 0; i < std::size(words.word); ++i) __stcg(to + i, words.word[i]);
  }
}

}  // namespace posegrad::cuda
