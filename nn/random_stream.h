#pragma once
#include <cstdint>

#include "tensor/rng.h"
#include "tensor/tensor.h"

namespace posegrad::nn {

/// Keys for the random numbers of a run, one per use (a dropout layer in one step), in order.
/// Saving seed and counter is enough to go on with the same numbers.
struct RandomStream {
  std::uint64_t seed = 0;
  std::uint64_t counter = 0;
  Tensor offset = {};  // (), i64: added to the counters of all keys where it is not empty

  RandomKey next() { return {seed, counter++}; }
};

}  // namespace posegrad::nn
