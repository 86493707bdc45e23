#pragma once
#include <string>

namespace posegrad::apps {

/// What --version prints: name and version in the first line, then how it was built, what it computes
/// with, and the libraries with their versions. The lines after the first may change at any time.
std::string version_text();

}  // namespace posegrad::apps
