#pragma once
#include <cstdint>

#include "tensor/tensor.h"

namespace posegrad::nn {

/// Uniform in [-bound, bound), from the counter-based stream keyed by (seed, counter): the same
/// numbers on every device and for any number of threads. `counter` must differ from tensor to
/// tensor.
Tensor uniform(Shape shape, double bound, std::uint64_t seed, std::uint64_t counter,
               DType dtype = DType::f32);

}  // namespace posegrad::nn
