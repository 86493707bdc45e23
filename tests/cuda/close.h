#pragma once
#include <algorithm>
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "tensor/tensor.h"

namespace posegrad::test {

/// Fails unless both have the same shape and differ by less than `share` of the largest number, or
/// of 1.
inline void check_close(const Tensor& found_anywhere, const Tensor& wanted_anywhere, double share) {
  const Tensor found = found_anywhere.to(Device::cpu), wanted = wanted_anywhere.to(Device::cpu);
  BOOST_REQUIRE(found.shape() == wanted.shape());
  double worst = 0, largest = 1;
  for (Index e = 0; e < wanted.numel(); ++e) {
    const double error = std::abs(found.at(e) - wanted.at(e));
    worst = std::isnan(error) ? error : std::max(worst, error);
    largest = std::max(largest, std::abs(wanted.at(e)));
    if (std::isnan(worst)) break;
  }
  BOOST_TEST(worst < share * largest);
}

/// The roundings of a small network's sums, in fp32; and in tf32, whose operands have 11 bits.
constexpr double kFp32 = 1e-5, kTf32 = 5e-3;

}  // namespace posegrad::test
