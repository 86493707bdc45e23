#pragma once
#include "tensor/compiler.h"
#include "tensor/dtype.h"
#include "tensor/rng.h"
#include "tensor/tensor.h"

namespace posegrad::kernels {

/// Which random words keep an element, and what a kept one is multiplied by. p in [0, 1].
struct DropoutRule {
  explicit DropoutRule(double p) : threshold(threshold_of(p)), scale(p < 1 ? 1 / (1 - p) : 0) {}

  // An element is kept when its word is not below: probability 1 - p to 2^-32.
  std::uint32_t threshold;
  double scale;  // 0 for p = 1, when the one word that is not below must not keep either

 private:
  static std::uint32_t threshold_of(double p) {
    constexpr double kWords = 0x1p32;
    return p * kWords >= kWords - 1 ? 0xFFFFFFFF : static_cast<std::uint32_t>(p * kWords);
  }
};

/// The key whose counter is `offset` further, if there is an offset.
constexpr RandomKey shifted(RandomKey key, const Index* offset) {
  if (offset != nullptr) key.counter += static_cast<std::uint64_t>(*offset);
  return key;
}
/// For an offset in host memory.
inline RandomKey shifted(RandomKey key, const Tensor& offset) {
  return shifted(key, offset.defined() ? offset.cpu_view<Index>().data() : nullptr);
}

/// The random words of a run of elements, made in batches that the compiler turns into vector code.
/// For hot loops:
///   RandomWords random(key);
///   for (Index e = begin; e < end; e = stop) {
///     stop = std::min(end, random.seek(e));         // words are there for [e, stop)
///     const std::uint32_t* word = random.at(e);     // word[i] belongs to element e + i
///     for (Index i = 0; i < stop - e; ++i) y[e + i] = word[i] >= rule.threshold ? x[e + i] * scale
///     : 0;
///   }
/// The word of an element depends on key and element only. Everything is inlined into the caller,
/// so that a POSEGRAD_HOT function gets it for its own instruction set.
class RandomWords {
 public:
  static constexpr Index kBlocks = 32;
  static constexpr Index kWords = 4 * kBlocks;

  explicit RandomWords(RandomKey key) : key_(key) {}

  /// Makes the words around `element` and returns the first element behind them.
  __attribute__((always_inline)) Index seek(Index element) {
    first_ = element / kWords * kWords;
    fill(static_cast<std::uint64_t>(first_) / 4);
    return first_ + kWords;
  }
  const std::uint32_t* at(Index element) const { return words_ + (element - first_); }

 private:
  __attribute__((always_inline)) void fill(std::uint64_t block) {
    std::uint32_t c0[kBlocks], c1[kBlocks], c2[kBlocks], c3[kBlocks];
    const auto high = static_cast<std::uint32_t>(block >> 32),
               low = static_cast<std::uint32_t>(block);
    // block is a multiple of kBlocks: adding the lane never carries.
    for (std::uint32_t lane = 0; lane < kBlocks; ++lane) {
      c0[lane] = low + lane;
      c1[lane] = high;
      c2[lane] = static_cast<std::uint32_t>(key_.counter);
      c3[lane] = static_cast<std::uint32_t>(key_.counter >> 32);
    }
    auto k0 = static_cast<std::uint32_t>(key_.seed),
         k1 = static_cast<std::uint32_t>(key_.seed >> 32);
    for (int round = 0; round < kPhiloxRounds; ++round) {
      for (Index lane = 0; lane < kBlocks; ++lane)
        philox_round(c0[lane], c1[lane], c2[lane], c3[lane], k0, k1);
      k0 += kPhiloxKeyStep0;
      k1 += kPhiloxKeyStep1;
    }
    for (Index lane = 0; lane < kBlocks; ++lane) {
      words_[4 * lane] = c0[lane];
      words_[4 * lane + 1] = c1[lane];
      words_[4 * lane + 2] = c2[lane];
      words_[4 * lane + 3] = c3[lane];
    }
  }

  RandomKey key_;
  Index first_ = 0;
  alignas(64) std::uint32_t words_[kWords];
};

/// A random key for a kernel: the part of it that lies in the GPU's memory is read there.
struct KeyOnDevice {
  RandomKey key;
  const Index* offset;  // added to the counter; or nullptr

  KeyOnDevice(RandomKey of_call, const Tensor& offset_of_step)
      : key(of_call), offset(offset_of_step.defined() ? offset_of_step.data<Index>() : nullptr) {}

  POSEGRAD_HOST_DEVICE RandomKey get() const { return shifted(key, offset); }
};

}  // namespace posegrad::kernels
