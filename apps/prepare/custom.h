#pragma once
#include <span>
#include <string>

namespace posegrad::apps {

/// `posegrad prepare custom ARGUMENTS`: a data set of a user's own videos from 2D detections.
/// Returns the exit code; throws UsageError, and IoError or DataError that names the file.
int prepare_custom(std::span<const std::string> arguments);

}  // namespace posegrad::apps
