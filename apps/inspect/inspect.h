#pragma once
#include <span>
#include <string>

namespace posegrad::apps {

/// `posegrad inspect ARGUMENTS`: what a file is and what is odd about it. Returns the exit code: 1
/// for a file that is refused, whose report is printed all the same.
int inspect(std::span<const std::string> arguments);

}  // namespace posegrad::apps
