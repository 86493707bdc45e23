#pragma once
#include <string>

namespace posegrad::test {

/// The path of the file tests/golden/NAME.
inline std::string golden_file(const std::string& name) {
  return POSEGRAD_SOURCE_DIR "/tests/golden/" + name;
}

}  // namespace posegrad::test
