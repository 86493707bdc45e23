#include "apps/work_device.h"

#include <fmt/format.h>

#include "apps/console.h"
#include "tensor/cuda/device.h"
#include "tensor/precision.h"

namespace posegrad::apps {

Device start_device(const std::string& device, const std::string& precision) {
  set_precision(precision_by_name(precision));
  const Device found = device_by_name(device);
  if (found == Device::cuda) {
    const cuda::DeviceInfo info = cuda::device_info();
    console::print(fmt::format("INFO: Working on {} ({:.0f} GiB; {}) in {}", info.name,
                               static_cast<double>(info.memory) / 1073741824, info.versions,
                               precision));
  } else if (device == "auto" && cuda::has_gpu() && !cuda::unavailable_reason().empty()) {
    fmt::print(stderr, "posegrad: working on the CPU: {}\n", cuda::unavailable_reason());
  } else if (precision_by_name(precision) == Precision::bf16) {
    fmt::print(stderr, "posegrad: --precision bf16 is for GPUs; the CPU works in fp32\n");
  }
  return found;
}

}  // namespace posegrad::apps
