#include "tests/support/skip_without_gpu.h"

#include <boost/test/unit_test.hpp>

#include "tensor/precision.h"
#include "tests/support/check_kernel.h"

namespace posegrad::test {
namespace {

/// Where kernels are to be tried on a GPU and there is none, the whole program is skipped. Products
/// are held to the bounds of float unless a case says otherwise (InPrecision).
struct Gpu {
  Gpu() {
    const char* const name = std::getenv("POSEGRAD_TEST_DEVICE");
    if (name == nullptr || std::string_view(name) != "cuda") return;
    set_precision(Precision::fp32);
    skip_without_gpu();
  }
};
BOOST_TEST_GLOBAL_CONFIGURATION(Gpu);

}  // namespace
}  // namespace posegrad::test
