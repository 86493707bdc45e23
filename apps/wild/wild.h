#pragma once
#include <span>
#include <string>

namespace posegrad::apps {

/// `posegrad wild ARGUMENTS`: 3D poses from a user's own video. Returns the exit code.
int wild(std::span<const std::string> arguments);

}  // namespace posegrad::apps
