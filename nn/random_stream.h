#pragma once
#include <cstdint>

#include "tensor/rng.h"

namespace posegrad::nn {

/// Keys for the random numbers of a run, one per use (a dropout layer in one step), in order.
/// Saving seed and counter is enough to go on with the same numbers.
struct RandomStream {
  std::uint64_t seed = 0;
  std::uint64_t counter = 0;

  RandomKey next() { return {seed, counter++}; }
};

}  // namespace posegrad::nn
