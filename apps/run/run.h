#pragma once
#include <span>
#include <string>

namespace posegrad::apps {

/// `posegrad run ARGUMENTS`. Returns the exit code; throws UsageError and what run_command throws.
int run(std::span<const std::string> arguments);

}  // namespace posegrad::apps
