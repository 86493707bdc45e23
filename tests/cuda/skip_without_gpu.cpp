#include <cstdio>
#include <cstdlib>

#include <boost/test/unit_test.hpp>

#include "tensor/cuda/device.h"

namespace posegrad::test {
namespace {

constexpr int kSkipped = 77;

struct Gpu {
  Gpu() {
    const std::string reason = cuda::why_not();
    if (reason.empty()) return;
    std::printf("skipped: %s\n", reason.c_str());
    std::exit(kSkipped);
  }
};
BOOST_TEST_GLOBAL_CONFIGURATION(Gpu);

}  // namespace
}  // namespace posegrad::test
