#pragma once
#include <string>

#include "tensor/device.h"

namespace posegrad::apps {

/// The device that --device NAME means: cpu, cuda or auto (the best one that is there). Throws
/// UsageError for another name, DeviceError when this build or machine has no such device.
Device device_by_name(const std::string& name);

/// The same, with --precision set for the whole process. Says which GPU it
/// is, that one is there and not used, or that a precision which only a GPU has was asked for in
/// vain. Throws UsageError for another precision as well.
Device start_device(const std::string& device, const std::string& precision);

}  // namespace posegrad::apps
