#pragma once
#include <string_view>

namespace posegrad {

enum class Device { cpu, cuda };

constexpr std::string_view name_of(Device device) { return device == Device::cpu ? "cpu" : "cuda"; }

/// The GPU where this build and machine have one to work on, else the CPU. An emulated GPU is never
/// the best.
Device best_device();

}  // namespace posegrad
