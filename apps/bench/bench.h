#pragma once
#include <span>
#include <string>

namespace posegrad::apps {

/// `posegrad bench ARGUMENTS`: how fast this machine trains and evaluates. Returns the exit code.
int bench(std::span<const std::string> arguments);

}  // namespace posegrad::apps
