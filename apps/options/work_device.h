#pragma once
#include <string>

#include "tensor/device.h"

namespace posegrad::apps {

/// The device that --device names, with --precision set for the whole process. Says which GPU it
/// is, that one is there and not used, or that a precision which only a GPU has was asked for in
/// vain. Throws as device_by_name and precision_by_name.
Device start_device(const std::string& device, const std::string& precision);

}  // namespace posegrad::apps
