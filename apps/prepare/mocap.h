#pragma once
#include <span>
#include <string>

namespace posegrad::apps {

/// `posegrad prepare mocap ARGUMENTS`: 3D poses of motion-capture files, brought to one body.
/// Returns the exit code; throws UsageError, and IoError or DataError that names the file.
int prepare_mocap(std::span<const std::string> arguments);

}  // namespace posegrad::apps
