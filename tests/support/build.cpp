#include "tests/support/build.h"

namespace posegrad::test {

std::string program_path() { return POSEGRAD_PROGRAM; }

bool is_sanitized() {
#ifdef POSEGRAD_SANITIZED
  return true;
#else
  return false;
#endif
}

}  // namespace posegrad::test
