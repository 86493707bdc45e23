#include "apps/options/machine.h"

#include <fmt/format.h>

#include "apps/console/console.h"
#include "apps/console/shown.h"
#include "apps/options/typed.h"
#include "tensor/device.h"
#include "tensor/parallel.h"

namespace posegrad::apps {

void add_machine(OptionGroup& group, MachineOptions& o, Wording wording) {
  const bool full = wording == Wording::full;
  const auto add = [&](const char* name, Target target, const char* values,
                       const char* help) -> Option& {
    Option& option = group.add(name, std::move(target), full ? "NAME" : values, help);
    if (full) option.origin = Origin::ours;
    return option;
  };
  add("--device",
      one_of(&o.device, {{"cpu", Device::cpu}, {"cuda", Device::cuda}, {"auto", std::nullopt}}),
      "cpu|cuda|auto",
      full ? "where to compute: cpu, cuda, or auto for the best there is" : "where to compute");
  add("--precision",
      one_of(&o.precision,
             {{"fp32", Precision::fp32}, {"tf32", Precision::tf32}, {"bf16", Precision::bf16}}),
      "fp32|tf32|bf16",
      full ? "of matrix products on a GPU: fp32, tf32, or bf16, which keeps activations in "
             "bfloat16 while training"
           : "of matrix products on a GPU");
  Option& threads = add("--threads", &o.threads, "N",
                        full ? "CPU threads; 0 for one per core" : "CPU threads; 0: one per core");
  threads.placeholder = "N";
  threads.check = in_range(&o.threads, 0, 4096, "0 (one per core) to 4096");
}

namespace {

Device chosen_device(const std::optional<Device>& wanted) {
  if (!wanted) return best_device();
  const std::string reason = *wanted == Device::cuda ? cuda::unavailable_reason() : "";
  if (!reason.empty())
    throw DeviceError(fmt::format("--device cuda: {}; use --device cpu", reason));
  return *wanted;
}

}  // namespace

Device start_machine(const MachineOptions& options) {
  set_threads(options.threads > 0 ? static_cast<int>(options.threads) : threads());
  set_precision(options.precision);
  const Device found = chosen_device(options.device);
  if (found == Device::cuda) {
    const cuda::DeviceInfo info = cuda::device_info();
    console::print(fmt::format("INFO: Working on {} ({:.0f} GiB; {}) in {}", info.name,
                               static_cast<double>(info.memory) / 1073741824, info.versions,
                               name_of(options.precision)));
  } else if (!options.device && cuda::has_gpu() && !cuda::unavailable_reason().empty()) {
    console::note(fmt::format("posegrad: working on the CPU: {}", cuda::unavailable_reason()));
  } else if (options.precision == Precision::bf16) {
    console::note("posegrad: --precision bf16 is for GPUs; the CPU works in fp32");
  }
  return found;
}

}  // namespace posegrad::apps
