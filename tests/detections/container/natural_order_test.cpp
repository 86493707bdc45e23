#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "pose/detections/container/named_bytes.h"

namespace posegrad::pose::detections {
namespace {

BOOST_AUTO_TEST_SUITE(natural_order)

BOOST_AUTO_TEST_CASE(numbers_count_by_their_value) {
  // From first to last; a shuffle of it sorts back.
  const std::vector<std::string> names{"",
                                       "01",
                                       "1",
                                       "2",
                                       "2a",
                                       "010",
                                       "10",
                                       "a",
                                       "a1b2",
                                       "a1b10",
                                       "a2",
                                       "a2.json",
                                       "a10.json",
                                       "a18446744073709551616",
                                       "a18446744073709551617",
                                       "b",
                                       "\xC3\xA9"};
  std::vector<std::string> shuffled = names;
  std::mt19937 random(1);
  for (int i = 0; i < 20; ++i) {
    std::ranges::shuffle(shuffled, random);
    std::ranges::sort(shuffled, in_natural_order);
    BOOST_TEST(shuffled == names, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(different_names_are_never_equal) {
  for (const auto& [a, b] : {std::pair{"1", "01"}, {"a01b1", "a1b01"}, {"x00", "x0"}}) {
    BOOST_TEST(in_natural_order(a, b) != in_natural_order(b, a), a << " and " << b);
    BOOST_TEST(!in_natural_order(a, a));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
