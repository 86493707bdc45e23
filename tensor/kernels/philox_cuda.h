#pragma once
#include "tensor/rng.h"
#include "tensor/tensor.h"

namespace posegrad::kernels {

/// A random key for a kernel: the part of it that lies in the GPU's memory is read there.
struct KeyOnDevice {
  RandomKey key;
  const Index* offset;  // added to the counter; or nullptr

  KeyOnDevice(RandomKey of_call, const Tensor& offset_of_step)
      : key(of_call), offset(offset_of_step.defined() ? offset_of_step.data<Index>() : nullptr) {}

  __device__ RandomKey get() const {
    RandomKey shifted = key;
    if (offset != nullptr) shifted.counter += static_cast<std::uint64_t>(*offset);
    return shifted;
  }
};

}  // namespace posegrad::kernels
