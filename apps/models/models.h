#pragma once
#include <span>
#include <string>

namespace posegrad::apps {

/// `posegrad models ARGUMENTS`: the models that are here. Returns the exit code.
int models(std::span<const std::string> arguments);

}  // namespace posegrad::apps
