#include <cstdio>
#include <cstdlib>

#include <boost/test/unit_test.hpp>

#include "tensor/cuda/device.h"
#include "tensor/precision.h"
#include "tests/support/check_kernel.h"

namespace posegrad::test {
namespace {

constexpr int kSkipped = 77;

/// Where kernels are to be tried on a GPU and there is none, the whole program is skipped. Products
/// are held to the bounds of float first; precision_test.cpp does the others.
struct Gpu {
  Gpu() {
    const char* const name = std::getenv("POSEGRAD_TEST_DEVICE");
    if (name == nullptr || std::string_view(name) != "cuda") return;
    set_precision(Precision::fp32);
    const std::string reason = cuda::why_not();
    if (reason.empty()) return;
    std::printf("skipped: %s\n", reason.c_str());
    std::exit(kSkipped);
  }
};
BOOST_TEST_GLOBAL_CONFIGURATION(Gpu);

}  // namespace
}  // namespace posegrad::test
