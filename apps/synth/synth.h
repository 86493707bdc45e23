#pragma once
#include <span>
#include <string>

namespace posegrad::apps {

/// `posegrad synth ARGUMENTS`: writes a data set of invented motion. Returns the exit code; throws
/// UsageError, and IoError when a file is there already or cannot be written.
int synth(std::span<const std::string> arguments);

}  // namespace posegrad::apps
