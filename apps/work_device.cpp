#include "apps/work_device.h"

#include <fmt/format.h>

#include "apps/console.h"
#include "apps/usage_error.h"
#include "tensor/cuda/device.h"
#include "tensor/precision.h"

namespace posegrad::apps {
namespace {

Precision checked_precision(const std::string& name) {
  if (const std::optional<Precision> precision = precision_by_name(name)) return *precision;
  throw UsageError(fmt::format("--precision {}: expected fp32, tf32 or bf16", name));
}

}  // namespace

Device device_by_name(const std::string& name) {
  if (name == "cpu") return Device::cpu;
  if (name == "auto") return best_device();
  if (name != "cuda")
    throw UsageError(fmt::format("--device {}: expected cpu, cuda or auto", name));
  const std::string reason = cuda::why_not();
  if (reason.empty()) return Device::cuda;
  throw DeviceError(fmt::format("--device cuda: {}; use --device cpu", reason));
}

Device start_device(const std::string& device, const std::string& precision) {
  set_precision(checked_precision(precision));
  const Device found = device_by_name(device);
  if (found == Device::cuda) {
    const cuda::DeviceInfo info = cuda::device_info();
    console::print(fmt::format("INFO: Working on {} ({:.0f} GiB; {}) in {}", info.name,
                               static_cast<double>(info.memory) / 1073741824, info.versions,
                               precision));
  } else if (device == "auto" && cuda::has_gpu() && !cuda::why_not().empty()) {
    fmt::print(stderr, "posegrad: working on the CPU: {}\n", cuda::why_not());
  } else if (posegrad::precision() == Precision::bf16) {
    fmt::print(stderr, "posegrad: --precision bf16 is for GPUs; the CPU works in fp32\n");
  }
  return found;
}

}  // namespace posegrad::apps
