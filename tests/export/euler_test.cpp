#include "pose/export/euler.h"

#include <random>

#include <boost/test/unit_test.hpp>

#include "tests/export/hand_made.h"
#include "tests/mocap/turns.h"

namespace posegrad::test {
namespace {

using pose::EulerAngles;
using pose::Quaternion;

/// The turn of these angles by matrices, which the program does not use.
double error_of(const EulerAngles& angles, std::string_view order, const Quaternion& turn) {
  const Matrix m = turns(order, angles);
  double largest = 0;
  for (const Vec3 axis : {Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}})
    largest = std::max(largest, length(m * axis - rotate(turn, axis)));
  return largest;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(euler)

BOOST_AUTO_TEST_CASE(angles_make_the_turn_in_every_order) {
  std::mt19937 random(3);
  std::normal_distribution<double> normal;
  for (const std::string_view order : {"XYZ", "XZY", "YXZ", "YZX", "ZXY", "ZYX"}) {
    EulerAngles before{};
    for (int i = 0; i < 200; ++i) {
      Quaternion q{normal(random), normal(random), normal(random), normal(random)};
      const double size = std::sqrt(q.w * q.w + q.x * q.x + q.y * q.y + q.z * q.z);
      q = {q.w / size, q.x / size, q.y / size, q.z / size};
      const EulerAngles angles = pose::euler_angles(q, order, before);
      BOOST_TEST(error_of(angles, order, q) <= 1e-12);
      for (std::size_t k = 0; k < 3; ++k) BOOST_TEST(std::abs(angles[k] - before[k]) <= 180 + 1e-9);
      before = angles;
    }
  }
}

BOOST_AUTO_TEST_CASE(the_first_angle_stays_where_it_is_not_known) {
  // Exactly, and as near as rounding comes.
  for (const double second : {90.0, -90.0, 90 + 1e-7, -90 + 3e-9}) {
    const Quaternion q =
        pose::turn_z(0.3) * pose::turn_x(second * std::numbers::pi / 180) * pose::turn_y(-0.7);
    const EulerAngles angles = pose::euler_angles(q, "ZXY", {25, 80, 10});
    BOOST_TEST(error_of(angles, "ZXY", q) <= 3e-7);
    BOOST_TEST(std::abs(angles[0] - 25) <= 1e-6);
  }
}

BOOST_AUTO_TEST_CASE(whole_turns_and_the_other_solution_are_kept) {
  const Quaternion q = pose::turn_z(0.1) * pose::turn_x(0.2) * pose::turn_y(0.3);
  const double degree = 180 / std::numbers::pi;
  const EulerAngles plain = pose::euler_angles(q, "ZXY", {0, 0, 0});
  BOOST_TEST(std::abs(plain[0] - 0.1 * degree) <= 1e-9);
  const EulerAngles around = pose::euler_angles(q, "ZXY", {0, 0, 700});
  BOOST_TEST(std::abs(around[2] - 0.3 * degree - 720) <= 1e-9);
  const EulerAngles other = pose::euler_angles(q, "ZXY", {180, 170, 180});
  BOOST_TEST(std::abs(other[0] - 0.1 * degree - 180) <= 1e-9);
  BOOST_TEST(std::abs(other[1] - (180 - 0.2 * degree)) <= 1e-9);
  BOOST_TEST(error_of(other, "ZXY", q) <= 1e-12);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace posegrad::test
