#include "nn/init.h"

#include "tensor/rng.h"

namespace posegrad::nn {

Tensor uniform(Shape shape, double bound, std::uint64_t seed, std::uint64_t counter, DType dtype) {
  Tensor tensor = Tensor::empty(shape, DType::f64);
  const std::span<double> values = tensor.cpu_span<double>();
  for (std::size_t e = 0; e < values.size(); ++e) {
    const double unit = random_word({seed, counter}, e) * 0x1p-32;  // [0, 1)
    values[e] = bound * (2 * unit - 1);
  }
  return tensor.to(dtype);
}

}  // namespace posegrad::nn
