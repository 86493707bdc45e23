#pragma once
#include <span>
#include <string>

namespace posegrad::apps {

/// `posegrad gradcheck ARGUMENTS`: compares gradients with finite differences and prints a table.
/// Returns 1 when a gradient is wrong or could not be judged. Throws UsageError, DataError,
/// IoError.
int gradcheck_command(std::span<const std::string> arguments);

}  // namespace posegrad::apps
