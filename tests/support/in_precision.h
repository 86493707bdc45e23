#pragma once
#include <boost/test/unit_test.hpp>

#include "tensor/precision.h"
#include "tests/support/check_kernel.h"

namespace posegrad::test {

/// For cases that only a GPU has: BOOST_AUTO_TEST_CASE(name, *on_gpu()).
inline boost::unit_test::precondition on_gpu() {
  return boost::unit_test::precondition(
      [](boost::unit_test::test_unit_id) { return test_device() == Device::cuda; });
}

/// From here to the end of the block, products on a GPU are done in this precision.
class InPrecision {
 public:
  explicit InPrecision(Precision wanted) : before_(precision()) { set_precision(wanted); }
  ~InPrecision() { set_precision(before_); }
  InPrecision(const InPrecision&) = delete;
  InPrecision& operator=(const InPrecision&) = delete;

 private:
  Precision before_;
};

}  // namespace posegrad::test
