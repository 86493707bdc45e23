#include "tensor/device.h"

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad {

Device device_by_name(std::string_view name) {
  if (name == "cpu" || name == "auto") return Device::cpu;
  if (name == "cuda") throw DeviceError("--device cuda: this build has no CUDA; use --device cpu");
  throw UsageError(fmt::format("--device {}: expected cpu, cuda or auto", name));
}

}  // namespace posegrad
