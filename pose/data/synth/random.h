#pragma once
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <numbers>
#include <random>

namespace posegrad::pose::synth {

/// Random numbers that are the same everywhere: the standard fixes the generator but not its
/// distributions, so those are ours. A path like {subject, action, take} gives every take its own
/// stream, whatever else is made.
class Random {
 public:
  Random(std::uint64_t seed, std::initializer_list<std::uint64_t> path) {
    std::uint64_t state = mix(seed);
    for (const std::uint64_t step : path) state = mix(state ^ mix(step));
    generator_.seed(state);
  }

  double uniform(double low = 0, double high = 1) {
    return low + (high - low) * static_cast<double>(generator_() >> 11) * 0x1p-53;
  }
  /// Mean 0, standard deviation 1 (Box-Muller).
  double normal() {
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }
  bool chance(double probability) { return uniform() < probability; }
  double sign() { return chance(0.5) ? 1 : -1; }

 private:
  /// splitmix64's finaliser: near seeds give unrelated streams.
  static std::uint64_t mix(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
  }

  std::mt19937_64 generator_;
};

}  // namespace posegrad::pose::synth
