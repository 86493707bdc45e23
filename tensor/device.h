#pragma once
#include <string_view>

namespace posegrad {

enum class Device { cpu, cuda };

constexpr std::string_view name_of(Device device) { return device == Device::cpu ? "cpu" : "cuda"; }

/// The device that --device NAME means: "cpu", "cuda" or "auto" (the best one that is there).
/// Throws UsageError for another name, DeviceError when the device is not available in this build
/// or machine.
Device device_by_name(std::string_view name);

}  // namespace posegrad
