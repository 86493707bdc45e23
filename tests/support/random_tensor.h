#pragma once
#include <random>

#include "tensor/tensor.h"

namespace posegrad::test {

/// Uniform numbers in [low, high), the same for the same seed on every machine.
inline Tensor random_tensor(const Shape& shape, DType dtype = DType::f32, std::uint64_t seed = 1,
                            double low = -1, double high = 1) {
  std::mt19937_64 engine(seed);
  Tensor tensor = Tensor::empty(shape, DType::f64);
  for (double& x : tensor.cpu_span<double>())
    x = low + (high - low) * (static_cast<double>(engine() >> 11) * 0x1p-53);
  return tensor.to(dtype);
}

}  // namespace posegrad::test
