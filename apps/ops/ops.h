#pragma once
#include <span>
#include <string>

namespace posegrad::apps {

/// `posegrad ops ARGUMENTS`: every op's contract. Returns the exit code.
int ops(std::span<const std::string> arguments);

}  // namespace posegrad::apps
