#pragma once
#include "nn/module.h"
#include "nn/random_stream.h"

namespace posegrad::nn {

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
