#pragma once
#include <span>
#include <string>

namespace posegrad::apps {

/// `posegrad prepare KIND ARGUMENTS`: makes a data set for `run` out of other files. Returns the
/// exit code; throws UsageError, and what the kind's own work throws.
int prepare(std::span<const std::string> arguments);

}  // namespace posegrad::apps
