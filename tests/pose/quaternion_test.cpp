#include "pose/geometry/quaternion.h"

#include <numbers>

#include <boost/test/unit_test.hpp>

#include "tests/support/golden.h"

using namespace posegrad::pose;

namespace {

Quaternion quaternion_from(const std::vector<double>& v) { return {v[0], v[1], v[2], v[3]}; }
Vec3 vec_from(const std::vector<double>& v) { return {v[0], v[1], v[2]}; }
void check_near(Vec3 a, Vec3 b) { BOOST_TEST(length(a - b) <= 1e-14 * (1 + length(b))); }

}  // namespace

BOOST_AUTO_TEST_SUITE(quaternions)

BOOST_AUTO_TEST_CASE(agree_with_rotation_matrices) {
  const auto golden = posegrad::test::golden("geometry.json")["quaternion"];
  const Quaternion q = quaternion_from(golden["q"]), r = quaternion_from(golden["r"]);
  const Vec3 v = vec_from(golden["v"]);
  check_near(rotate(q, v), vec_from(golden["rotated"]));
  check_near(rotate(q * r, v), vec_from(golden["product"]));
  check_near(rotate(conjugate(q), rotate(q, v)), v);
}

BOOST_AUTO_TEST_CASE(quarter_turns_are_right_handed) {
  const double quarter = std::numbers::pi / 2;
  check_near(rotate(turn_x(quarter), {0, 1, 0}), {0, 0, 1});
  check_near(rotate(turn_y(quarter), {0, 0, 1}), {1, 0, 0});
  check_near(rotate(turn_z(quarter), {1, 0, 0}), {0, 1, 0});
  check_near(rotate(Quaternion{}, {1, 2, 3}), {1, 2, 3});
}

BOOST_AUTO_TEST_SUITE_END()
