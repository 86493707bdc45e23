#pragma once
#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "pose/model/checkpoint/checkpoint.h"

namespace posegrad::test {

/// Checks names, order, shapes, types and every bit.
inline void check_same(const pose::StateDict& found, const pose::StateDict& expected) {
  BOOST_REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    BOOST_TEST(found[i].first == expected[i].first);
    const Tensor &a = found[i].second, &b = expected[i].second;
    BOOST_REQUIRE((a.shape() == b.shape() && a.dtype() == b.dtype()));
    BOOST_TEST(std::equal(a.bytes(), a.bytes() + a.nbytes(), b.bytes()), found[i].first);
  }
}

}  // namespace posegrad::test
