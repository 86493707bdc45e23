#pragma once
#include <bit>
#include <iterator>

#include "tensor/cuda/launch.h"

namespace posegrad::cuda {

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
