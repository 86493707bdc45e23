#include <vector>

#include <boost/test/unit_test.hpp>

#include "pose/detections/records/json/points.h"
#include "tensor/error.h"
#include "tests/support/throws.h"

namespace posegrad::pose::detections {
namespace {

/// Coordinates around `scale`, scores between 0 and 1, depths around 0.
std::vector<double> points(std::size_t count, std::size_t width, double scale) {
  std::vector<double> list;
  for (std::size_t j = 0; j < count; ++j) {
    const auto step = static_cast<double>(j % 7);
    list.push_back(scale * (1 + step / 10));
    list.push_back(scale * (1.5 - step / 10));
    if (width == 4) list.push_back(scale * (step - 3) / 10);
    if (width > 2) list.push_back(0.3 + step / 10);
  }
  return list;
}

int width_of(const std::vector<double>& list, std::optional<std::size_t> joints = {}) {
  const std::vector<const std::vector<double>*> lists{&list, &list};
  return flat_width(lists, joints, "f");
}

BOOST_AUTO_TEST_SUITE(json_flat)

BOOST_AUTO_TEST_CASE(a_column_of_scores_beside_pixels_tells) {
  // 22 points of 3 or 33 of 2, both of which there are; 24 of 3 or 36 of 2, neither; 12 of 4.
  BOOST_TEST(width_of(points(22, 3, 400)) == 3);
  BOOST_TEST(width_of(points(24, 3, 400)) == 3);
  BOOST_TEST(width_of(points(33, 4, 400)) == 4);
  BOOST_TEST(width_of(points(12, 4, 400)) == 4);
}

BOOST_AUTO_TEST_CASE(else_the_layouts_counts_tell) {
  BOOST_TEST(width_of(points(17, 2, 400)) == 2);
  BOOST_TEST(width_of(points(18, 2, 400)) == 2);  // or 12 of 3
  BOOST_TEST(width_of(points(17, 3, 0.5)) == 3);
  BOOST_TEST(width_of(points(26, 3, 0.5)) == 3);  // or 39 of 2
  BOOST_TEST(width_of(points(133, 2, 0.5)) == 2);
  BOOST_TEST(width_of(points(26, 2, 0.5)) == 2);   // or 13 of 4
  BOOST_TEST(width_of(points(134, 3, 0.5)) == 3);  // or 201 of 2
  BOOST_TEST(width_of(points(7, 2, 400)) == 2);    // nobody's count, and nothing else divides it
}

BOOST_AUTO_TEST_CASE(the_file_may_say_how_many_joints) {
  BOOST_TEST(width_of(points(22, 3, 0.5), 22) == 3);
  BOOST_TEST(width_of(points(33, 2, 0.5), 33) == 2);
}

BOOST_AUTO_TEST_CASE(what_stays_open_is_refused) {
  test::check_throws<DataError>(
      [] { width_of(points(33, 2, 0.5)); },
      "f: lists of 66 numbers may be 33 points of 2 or 22 points of 3; --layout decides, or a "
      "list for each point: [x, y] or [x, y, score]");
  test::check_throws<DataError>([] { width_of(std::vector<double>(13, 1.0)); },
                                "f: lists of 13 numbers; 2, 3 or 4 of each point are wanted");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
