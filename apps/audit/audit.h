#pragma once
#include <span>
#include <string>

namespace posegrad::apps {

/// `posegrad audit ARGUMENTS`: another command with every kernel call observed, or the comparison
/// of two audits. Returns the exit code: the command's, or 1 when a kernel broke its promise.
int audit(std::span<const std::string> arguments);

}  // namespace posegrad::apps
