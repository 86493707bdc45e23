#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "pose/wild/ground/standing_feet.h"
#include "tests/wild/filmed.h"

namespace posegrad::test {
namespace {

using namespace pose;

constexpr ClipUp kLevel{{0, -1, 0}, 1};

/// Somebody who stands on one place after the other, on the left foot alone.
struct Steps {
  RootedMotion motion;
  FootContacts contacts;

  /// An ankle at `place`, camera axes, for ten frames; then three frames in the air.
  void add(Vec3 place, double stillness = 1) {
    for (int frame = 0; frame < 13; ++frame) {
      motion.root.push_back(place + Vec3{0, -0.9, 0});
      motion.known.push_back(true);
      for (std::size_t j = 0; j < RootedMotion::kJoints; ++j)
        motion.joints.push_back(j == RootedMotion::kAnkles[kLeftSide] ? Vec3{0, 0.9, 0} : Vec3{});
      contacts.push_back({});
      if (frame < 10) contacts.back()[kLeftSide] = {true, stillness};
    }
  }
  Vec3 fit(const ClipUp& estimate = kLevel) const {
    return fit_floor(motion, motion.root, contacts, estimate);
  }
};

/// A floor 1.5 m below the camera, 5 m away, tilted about both axes: heights of its places.
Vec3 on_floor(double x, double z, double tilt_x, double tilt_z) {
  const double degree = std::acos(-1) / 180;
  return {x, 1.5 + std::tan(tilt_x * degree) * x + std::tan(tilt_z * degree) * (z - 5), z};
}
/// The up of such a floor.
Vec3 up_of_floor(double tilt_x, double tilt_z) {
  const double degree = std::acos(-1) / 180;
  return unit({std::tan(tilt_x * degree), -1, std::tan(tilt_z * degree)});
}

BOOST_AUTO_TEST_SUITE(floor_fit)

BOOST_AUTO_TEST_CASE(places_all_about_give_the_tilt) {
  Steps steps;
  for (double x = -2; x <= 2; ++x)
    for (double z = 3; z <= 7; ++z) steps.add(on_floor(x, z, 4, -3));
  // Tilts across the line of sight are known well; along it a stretch of depth may be mistaken.
  BOOST_TEST(angle_between(steps.fit(), up_of_floor(4, -3)) < 1.2);
  BOOST_TEST(angle_between(kLevel.direction, up_of_floor(4, -3)) > 4.9);
}

BOOST_AUTO_TEST_CASE(a_line_gives_the_tilt_along_it) {
  Steps steps;
  for (double x = -3; x <= 3; ++x) steps.add(on_floor(x, 5, 4, 4));
  const Vec3 up = steps.fit();
  BOOST_TEST(angle_between(up, up_of_floor(4, 0)) < 0.5);
  BOOST_TEST(std::abs(up.z) < 0.01);
}

BOOST_AUTO_TEST_CASE(an_unsure_estimate_gives_way_further) {
  Steps steps;
  for (double z = 3; z <= 7; ++z) steps.add(on_floor(0, z, 0, 8));
  const double sure = angle_between(steps.fit(), up_of_floor(0, 8));
  BOOST_TEST(sure > 1);
  BOOST_TEST(angle_between(steps.fit({{0, -1, 0}, 0.3}), up_of_floor(0, 8)) < 0.5 * sure);
}

BOOST_AUTO_TEST_CASE(steps_on_the_spot_count_once) {
  Steps steps;
  // Two hundred steps on each of two places, of which one has a foot 4 cm too high.
  for (int i = 0; i < 200; ++i) {
    const double off = 0.1 * std::sin(i);
    steps.add({off - 1, 1.5, 5});
    steps.add({off + 1, 1.46, 5});
  }
  BOOST_TEST(angle_between(steps.fit(), kLevel.direction) < 1);
}

BOOST_AUTO_TEST_CASE(one_place_tells_nothing) {
  Steps steps;
  BOOST_CHECK(steps.fit() == kLevel.direction);
  for (int i = 0; i < 20; ++i) steps.add(on_floor(0.9 * std::sin(i) / 2, 5, 5, 0));
  BOOST_CHECK(steps.fit() == kLevel.direction);
}

BOOST_AUTO_TEST_CASE(a_wrong_height_does_not_tilt_the_rest) {
  Steps steps;
  for (double x = -2; x <= 2; x += 0.5) steps.add(on_floor(x, 5, 3, 0));
  steps.add(on_floor(2.5, 5, 3, 0) + Vec3{0, -0.25, 0});
  BOOST_TEST(angle_between(steps.fit(), up_of_floor(3, 0)) < 1);
}

BOOST_AUTO_TEST_CASE(a_foot_that_rolls_off_counts_less) {
  Steps even, rolling;
  for (double x = -2; x <= 2; x += 0.5) {
    even.add(on_floor(x, 5, 0, 0));
    even.add(on_floor(x, 5, 0, 0) + Vec3{0, -0.04 * x, 0});
    rolling.add(on_floor(x, 5, 0, 0));
    rolling.add(on_floor(x, 5, 0, 0) + Vec3{0, -0.04 * x, 0}, 0.1);
  }
  BOOST_TEST(angle_between(rolling.fit(), kLevel.direction) <
             0.3 * angle_between(even.fit(), kLevel.direction));
}

BOOST_AUTO_TEST_CASE(a_hill_and_a_table_are_no_errors_of_the_estimate) {
  Steps hill, table;
  for (double x = -2; x <= 2; x += 0.5) {
    hill.add(on_floor(x, 5, 20, 0));
    table.add(on_floor(x, 5, 3, 0) + Vec3{0, x > -0.2 && x < 1.2 ? -0.7 : 0, 0});
  }
  BOOST_CHECK(hill.fit() == kLevel.direction);
  BOOST_CHECK(table.fit() == kLevel.direction);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
