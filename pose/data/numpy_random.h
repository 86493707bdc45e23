#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad::pose {

/// NumPy's legacy RandomState: the Mersenne twister MT19937, seeded and consumed as NumPy does, so
/// that batch order is the reference's and a state moves between the two programs. A value: copies
/// go on independently. Source: Matsumoto and Nishimura, "Mersenne Twister" (1998); NumPy's
/// documentation of RandomState.
class NumpyRandom {
 public:
  static constexpr std::size_t kWords = 624;

  struct State {
    std::array<std::uint32_t, kWords> key{};
    std::uint32_t position = kWords;  // next word of key; 0..624, 624: twist first
    bool has_gauss = false;  // a second normal number is waiting in cached_gauss; kept, never drawn
    double cached_gauss = 0;
    bool operator==(const State&) const = default;
  };

  explicit NumpyRandom(std::uint32_t seed = 5489);
  /// Throws ValueError for a position beyond 624.
  explicit NumpyRandom(const State& state);

  std::uint32_t next_u32();
  /// 0..n-1 in random order: RandomState.permutation(n). Draws nothing for n of 0 or 1; throws
  /// ValueError below 0.
  std::vector<Index> permutation(Index n);

  const State& state() const noexcept { return state_; }
  bool operator==(const NumpyRandom&) const = default;

 private:
  void twist();
  std::uint64_t interval(std::uint64_t highest);

  State state_;
};

/// A number in [low, high], the same for the same text on every machine:
/// int(u / (2^32 - 1) * (high - low)) + low, u the first 4 bytes of SHA-256(text), little endian.
Index deterministic_random(Index low, Index high, std::string_view text);

}  // namespace posegrad::pose
