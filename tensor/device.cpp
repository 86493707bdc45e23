#include "tensor/device.h"

#include <fmt/format.h>

#include "tensor/cuda/device.h"
#include "tensor/error.h"

namespace posegrad {

Device device_by_name(std::string_view name) {
  if (name == "cpu") return Device::cpu;
  if (name != "cuda" && name != "auto")
    throw UsageError(fmt::format("--device {}: expected cpu, cuda or auto", name));
#ifdef POSEGRAD_CUDA_EMULATED
  if (name == "auto") return Device::cpu;  // the emulator is for tests, which ask for it
#endif
  const std::string reason = cuda::unavailable_reason();
  if (reason.empty()) return Device::cuda;
  if (name == "auto") return Device::cpu;
  throw DeviceError(fmt::format("--device cuda: {}; use --device cpu", reason));
}

}  // namespace posegrad
