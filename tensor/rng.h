#pragma once
#include <cstdint>

namespace posegrad {

/// Names one stream of random numbers: the seed of a run and the number of the op that draws.
struct RandomKey {
  std::uint64_t seed = 0;
  std::uint64_t counter = 0;
};

/// Which word of a stream belongs to element e of a tensor: e, unless it is part of a larger one that
/// others hold the rest of. What stands before element `split` there begins `before` words later than
/// here, the others `behind`.
struct RandomPlaces {
  std::int64_t split = 0, before = 0, behind = 0;
  constexpr std::int64_t word(std::int64_t e) const { return e + (e < split ? before : behind); }
};

/// Four random words.
struct PhiloxBlock {
  std::uint32_t word[4];
};

// One round of Philox4x32. Plain arithmetic on four words and two key words, so that the same text
// compiles for one block, for a vector of blocks and for a GPU thread.
constexpr void philox_round(std::uint32_t& c0, std::uint32_t& c1, std::uint32_t& c2,
                            std::uint32_t& c3, std::uint32_t k0, std::uint32_t k1) {
  const std::uint64_t p0 = std::uint64_t{0xD2511F53} * c0, p1 = std::uint64_t{0xCD9E8D57} * c2;
  const auto h0 = static_cast<std::uint32_t>(p0 >> 32), h1 = static_cast<std::uint32_t>(p1 >> 32);
  c0 = h1 ^ c1 ^ k0;
  c1 = static_cast<std::uint32_t>(p1);
  c2 = h0 ^ c3 ^ k1;
  c3 = static_cast<std::uint32_t>(p0);
}

constexpr int kPhiloxRounds = 10;
constexpr std::uint32_t kPhiloxKeyStep0 = 0x9E3779B9, kPhiloxKeyStep1 = 0xBB67AE85;

/// Philox4x32-10, a counter-based generator: block `counter` of the stream `key` without any state
/// before it. Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC
/// 2011.
constexpr PhiloxBlock philox(PhiloxBlock counter, std::uint32_t key0, std::uint32_t key1) {
  auto [c0, c1, c2, c3] = counter.word;
  for (int round = 0; round < kPhiloxRounds; ++round) {
    philox_round(c0, c1, c2, c3, key0, key1);
    key0 += kPhiloxKeyStep0;
    key1 += kPhiloxKeyStep1;
  }
  return {{c0, c1, c2, c3}};
}

/// Block `number` of a stream: the seed is the Philox key, (number, key.counter) the Philox
/// counter, low words first.
constexpr PhiloxBlock random_block(RandomKey key, std::uint64_t number) {
  return philox(
      {{static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(number >> 32),
        static_cast<std::uint32_t>(key.counter), static_cast<std::uint32_t>(key.counter >> 32)}},
      static_cast<std::uint32_t>(key.seed), static_cast<std::uint32_t>(key.seed >> 32));
}

/// Word `number` of a stream, uniform in [0, 2^32): word number % 4 of block number / 4.
constexpr std::uint32_t random_word(RandomKey key, std::uint64_t number) {
  return random_block(key, number / 4).word[number % 4];
}

}  // namespace posegrad
