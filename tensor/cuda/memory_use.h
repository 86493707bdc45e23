#pragma once
#include <cstddef>

#include "tensor/error.h"

namespace posegrad::cuda {

/// The GPU's memory is full.
struct OutOfMemory : DeviceError {
  using DeviceError::DeviceError;
};

struct MemoryUse {
  std::size_t available = 0, total = 0;  // bytes of the GPU, other programs' counted in
  std::size_t peak = 0;  // most that this program's tensors had of the system, see reset_peak()
};
MemoryUse memory_use();
/// From here on. Gives back what the program's pool keeps.
void reset_peak();

}  // namespace posegrad::cuda
