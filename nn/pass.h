#pragma once
#include <cstdint>

#include "nn/module.h"
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

/// What a forward pass is for. Training uses the batch's statistics, updates the running ones with
/// `momentum` and draws dropout masks from `random`; evaluation needs neither.
struct Pass {
  Mode mode = Mode::evaluation;
  double momentum = 0.1;
  RandomStream* random = nullptr;
  bool fused =
      true;  // block ends as one op; off: as the ops it is made of, same results to rounding
  DType activations = DType::f32;  // bf16: on a GPU, what layers hand on is stored in it
  /// (), on the device, for recorded steps: in the place of `momentum` where it is not empty.
  Tensor device_momentum = {};
};

}  // namespace posegrad::nn
