#pragma once
#include <cstdio>
#include <cstdlib>

#include "tensor/device.h"

namespace posegrad::test {

/// Ends the program as a skipped test, with the reason, where there is no GPU.
inline void skip_without_gpu() {
  constexpr int kSkipped = 77;
  const std::string reason = cuda::unavailable_reason();
  if (reason.empty()) return;
  std::printf("skipped: %s\n", reason.c_str());
  std::exit(kSkipped);
}

}  // namespace posegrad::test
