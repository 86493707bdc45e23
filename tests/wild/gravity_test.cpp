#include "pose/wild/ground/gravity.h"

#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "tensor/error.h"
#include "tests/support/check_gradient.h"
#include "tests/wild/filmed.h"

namespace posegrad::test {
namespace {

using namespace pose;

void check_near(Vec3 found, Vec3 wanted) {
  BOOST_TEST(length(found - wanted) < 1e-12, "(" << found.x << ", " << found.y << ", " << found.z
                                                 << ") is not (" << wanted.x << ", " << wanted.y
                                                 << ", " << wanted.z << ")");
}

Tensor directions(const std::vector<Vec3>& list) {
  const Tensor up = Tensor::empty({static_cast<Index>(list.size()), 3});
  float* to = up.data<float>();
  for (const Vec3 v : list)
    for (const double x : {v.x, v.y, v.z}) *to++ = static_cast<float>(x);
  return up;
}

BOOST_AUTO_TEST_SUITE(gravity)

BOOST_AUTO_TEST_CASE(up_follows_the_tilt_and_back) {
  const double half = std::sqrt(0.5);
  check_near(up_of({0, 0}), {0, -1, 0});
  check_near(up_of({90, 0}), {0, 0, -1});  // looks down: up comes towards it
  check_near(up_of({45, 0}), {0, -half, -half});
  check_near(up_of({0, 90}), {-1, 0, 0});  // its right side is down
  for (const double pitch : {-80.0, -15.0, 0.0, 50.0})
    for (const double roll : {-170.0, -25.0, 0.0, 10.0, 90.0}) {
      const CameraTilt tilt = tilt_of(up_of({pitch, roll}));
      BOOST_TEST(std::abs(tilt.pitch - pitch) < 1e-9);
      BOOST_TEST(std::abs(tilt.roll - roll) < 1e-9);
    }
  BOOST_TEST(tilt_of({0, 0, -1}).pitch == 90);
  BOOST_TEST(tilt_of({0, 0, -1}).roll == 0);
}

BOOST_AUTO_TEST_CASE(what_is_known_replaces_its_part) {
  const Vec3 estimate = up_of({12, 3});
  BOOST_CHECK(with_known_tilt(estimate, {}) == estimate);
  check_near(with_known_tilt(estimate, {.pitch = 40}), up_of({40, 3}));
  check_near(with_known_tilt(estimate, {.roll = -8}), up_of({12, -8}));
  check_near(with_known_tilt(estimate, {.pitch = 1, .roll = 2}), up_of({1, 2}));
}

BOOST_AUTO_TEST_CASE(the_world_has_up_along_z_and_the_heading_along_y) {
  for (const double pitch : {-75.0, -20.0, 0.0, 30.0, 79.0})
    for (const double roll : {-180.0, -60.0, 0.0, 45.0, 120.0}) {
      const Vec3 up = up_of({pitch, roll});
      const Quaternion q = level_orientation(up);
      BOOST_TEST(std::abs(q.w * q.w + q.x * q.x + q.y * q.y + q.z * q.z - 1) < 1e-12);
      check_near(rotate(q, up), {0, 0, 1});
      const Vec3 forward = rotate(q, {0, 0, 1});
      BOOST_TEST(std::abs(forward.x) < 1e-12);
      BOOST_TEST(std::abs(forward.z + std::sin(pitch * std::acos(-1) / 180)) < 1e-12);
      BOOST_TEST(forward.y > 0);
    }
  // Level: right stays right.
  check_near(rotate(level_orientation({0, -1, 0}), {1, 0, 0}), {1, 0, 0});
}

BOOST_AUTO_TEST_CASE(straight_down_and_up_the_picture_decides) {
  const Quaternion down = level_orientation({0, 0, -1}), up = level_orientation({0, 0, 1});
  check_near(rotate(down, {0, -1, 0}), {0, 1, 0});
  check_near(rotate(down, {0, 0, 1}), {0, 0, -1});
  check_near(rotate(up, {0, 1, 0}), {0, 1, 0});
  check_near(rotate(up, {0, 0, 1}), {0, 0, 1});
  // Nothing turns round on the way there, without a roll.
  for (const double pitch : {75.0, 81.0, 85.0, -75.0, -81.0, -85.0}) {
    const Quaternion q = level_orientation(up_of({pitch, 0}));
    check_near(rotate(q, {1, 0, 0}), {1, 0, 0});
  }
}

BOOST_AUTO_TEST_CASE(a_clip_has_one_direction_that_wrong_frames_do_not_turn) {
  const Vec3 truth = up_of({10, 5}), wrong = up_of({10, 95});
  std::vector<Vec3> list(60, 0.8 * truth);
  list.resize(100, wrong);
  // 40 frames of length 1 against 60 of length 0.8: the mean would be off by 40 degrees.
  const ClipUp found = clip_up(directions(list));
  BOOST_TEST(angle_between(found.direction, truth) < 8);
  BOOST_TEST(found.sureness > 0.5);
  BOOST_TEST(found.sureness < 0.7);
  const ClipUp agreed = clip_up(directions(std::vector<Vec3>(7, 0.9 * truth)));
  BOOST_TEST(angle_between(agreed.direction, truth) < 1e-4);
  BOOST_TEST(std::abs(agreed.sureness - 0.9) < 1e-6);
}

BOOST_AUTO_TEST_CASE(length_is_weight_and_noise_averages_out) {
  const Vec3 sure = up_of({0, 0}), unsure = up_of({0, 30});
  std::vector<Vec3> list;
  for (int i = 0; i < 50; ++i) {
    list.push_back(sure);
    list.push_back(0.2 * unsure);
  }
  BOOST_TEST(angle_between(clip_up(directions(list)).direction, sure) < 1);
  const Film seen =
      film(acted("Waving", 6),
           {.pitch = 30, .roll = -12, .up_jitter = 10, .up_outliers = 0.2, .seed = 3});
  BOOST_TEST(angle_between(clip_up(seen.up).direction, seen.true_up) < 1.2);
}

BOOST_AUTO_TEST_CASE(nothing_known_is_a_level_camera) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  for (const std::vector<Vec3>& list : std::vector<std::vector<Vec3>>{
           {}, {{0, 0, 0}}, {{nan, 0, 0}, {0, inf, 0}}, {{1, 0, 0}, {-1, 0, 0}}}) {
    const ClipUp found = clip_up(directions(list));
    BOOST_CHECK((found.direction == Vec3{0, -1, 0}));
    BOOST_TEST(found.sureness == 0);
  }
  // One good frame is enough; a longer one is not surer than sure.
  const ClipUp one = clip_up(directions({{nan, nan, nan}, {-5, 0, 0}}));
  check_near(one.direction, {-1, 0, 0});
  BOOST_TEST(one.sureness == 0.5);
}

BOOST_AUTO_TEST_CASE(shapes_are_checked) {
  BOOST_CHECK_EXCEPTION(clip_up(Tensor::zeros({4, 2})), ShapeError,
                        mentions("clip_up: 'up' has shape (4, 2); expected (T, 3)"));
  BOOST_CHECK_THROW(clip_up({}), ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
