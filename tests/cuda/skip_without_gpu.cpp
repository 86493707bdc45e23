#include "tests/support/skip_without_gpu.h"

#include <boost/test/unit_test.hpp>

namespace posegrad::test {
namespace {

struct Gpu {
  Gpu() { skip_without_gpu(); }
};
BOOST_TEST_GLOBAL_CONFIGURATION(Gpu);

}  // namespace
}  // namespace posegrad::test
