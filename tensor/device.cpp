#include "tensor/device.h"

#include "tensor/cuda/device.h"

namespace posegrad {

Device best_device() {
#ifdef POSEGRAD_CUDA_EMULATED
  return Device::cpu;  // the emulator is for tests, which ask for it
#else
  return cuda::unavailable_reason().empty() ? Device::cuda : Device::cpu;
#endif
}

}  // namespace posegrad
