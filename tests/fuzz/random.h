#pragma once
#include <cstddef>
#include <cstdint>
#include <random>

namespace posegrad::fuzz {

/// Draws of a mutator; the same seed gives the same ones.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// 0 <= draw < end; 0 for an empty range.
  std::size_t below(std::size_t end) {
    return end == 0 ? 0 : static_cast<std::size_t>(engine_() % end);
  }
  /// Mostly small: how often something is repeated, at most `most` times.
  std::size_t count(std::size_t most) {
    const std::size_t limit = std::size_t{1} << below(64);
    return 1 + below(limit < most ? limit : most);
  }
  bool one_in(std::size_t chances) { return below(chances) == 0; }
  std::uint64_t bits() { return engine_(); }

  template <class Items>
  auto& pick(Items& items) {
    return *(std::begin(items) + static_cast<std::ptrdiff_t>(below(std::size(items))));
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace posegrad::fuzz
