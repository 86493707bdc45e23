#pragma once
#include <optional>

#include "apps/options/table.h"
#include "tensor/device.h"
#include "tensor/precision.h"

namespace posegrad::apps {

/// Where a command works: --device, --precision and --threads.
struct MachineOptions {
  std::optional<Device> device;           // nothing: the best that is there
  Precision precision = Precision::tf32;  // of matrix products on a GPU
  Index threads = 0;                      // 0: as many as there are cores
};

/// How much the help says: `run` explains its options at length, and these are not of the reference
/// there.
enum class Wording { brief, full };

/// Adds the options to a group.
void add_machine(OptionGroup& group, MachineOptions& options, Wording wording = Wording::brief);

/// Sets precision and threads of the whole process and returns the device to work on. Says which
/// GPU it is, that one is there and not used, or that a precision which only a GPU has was asked
/// for in vain. Throws DeviceError for a GPU that is not there.
Device start_machine(const MachineOptions& options);

}  // namespace posegrad::apps
