#include "pose/detections/meaning/axes.h"

#include <utility>

#include <boost/test/unit_test.hpp>

#include "pose/detections/meaning/points.h"
#include "tensor/error.h"
#include "tests/detections/meaning/made_records.h"
#include "tests/support/throws.h"

namespace posegrad::pose::detections {
namespace {

constexpr VideoSize kSize{640, 480};

Records boxed(std::size_t frames) {
  Records records = test::walk(frames);
  for_each_person(records, [](RawFrame&, RawPerson& person) { person.box = {{10, 20, 30, 60}}; });
  return records;
}

/// Each point and box changed by `change(x, y)`.
template <class Change>
Records changed(Records records, Change change) {
  for_each_person(records, [&](RawFrame&, RawPerson& person) {
    for (RawPoint& point : person.points) change(point.x, point.y);
  });
  return records;
}

void check_walk(const Detections& found) {
  const Detections plain = test::read(test::walk(6), {.size = kSize});
  for (std::size_t i = 0; i < 6; ++i)
    for (std::size_t k = 0; k < 17; ++k) {
      const auto &a = found.frames[i].people[0].keypoints[k],
                 &b = plain.frames[i].people[0].keypoints[k];
      BOOST_TEST(std::abs(a.x - b.x) < 1e-9);
      BOOST_TEST(std::abs(a.y - b.y) < 1e-9);
    }
}

BOOST_AUTO_TEST_SUITE(axes)

BOOST_AUTO_TEST_CASE(y_may_come_first) {
  const Records swapped = changed(test::walk(6), [](double& x, double& y) { std::swap(x, y); });
  check_walk(test::read(swapped, {.axes = PointAxes::yx, .size = kSize}));
  Records records = boxed(2);
  swap_axes(records);
  BOOST_TEST((*records.frames[0].people[0].box == std::array<double, 4>{20, 10, 60, 30}));
}

BOOST_AUTO_TEST_CASE(percentages_become_pixels) {
  const auto percent = [](double& x, double& y) {
    x *= 100 / 640.0;
    y *= 100 / 480.0;
  };
  check_walk(test::read(changed(test::walk(6), percent), {.units = Units::percent, .size = kSize}));
}

BOOST_AUTO_TEST_CASE(y_may_be_counted_upwards) {
  const auto upwards = [](double&, double& y) { y = 480 - y; };
  check_walk(test::read(changed(test::walk(6), upwards), {.axes = PointAxes::y_up, .size = kSize}));
  const auto fractions = [](double& x, double& y) {
    x /= 640;
    y = 1 - y / 480;
  };
  check_walk(
      test::read(changed(test::walk(6), fractions), {.axes = PointAxes::y_up, .size = kSize}));
  Records records = boxed(2);
  count_from_top(records, kSize, "a.json");
  BOOST_TEST((*records.frames[0].people[0].box == std::array<double, 4>{10, 420, 30, 460}));
  test::check_throws<DataError>(
      [&] { count_from_top(records, std::nullopt, "a.json"); },
      "a.json: --axes y-up counts from the bottom of pictures whose size is not known; give it "
      "with --size WIDTHxHEIGHT");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
