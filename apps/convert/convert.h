#pragma once
#include <span>
#include <string>

namespace posegrad::apps {

/// `posegrad convert ARGUMENTS`: weights for inference out of a checkpoint. Returns the exit code.
int convert(std::span<const std::string> arguments);

}  // namespace posegrad::apps
