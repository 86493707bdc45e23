#include "pose/wild/doubt/standard_body.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "pose/geometry/quaternion.h"
#include "tests/doubt/body.h"

namespace posegrad::pose {
namespace {

using test::each;
using test::Pose;
using test::standing;

constexpr Vec3 kUp{0, 0, 1};

std::vector<float> floats(const Pose& pose) {
  std::vector<float> numbers;
  for (const Vec3& p : pose)
    for (const double x : {p.x, p.y, p.z}) numbers.push_back(static_cast<float>(x));
  return numbers;
}

std::vector<double> own_lengths() { return bone_lengths_of(floats(standing()).data()); }

std::vector<double> numbers_of(const Pose& pose, Vec3 up = kUp) {
  const auto numbers = body_numbers(floats(pose).data(), up, own_lengths());
  BOOST_REQUIRE(numbers.has_value());
  return *numbers;
}

void check_same(const std::vector<double>& a, const std::vector<double>& b) {
  BOOST_REQUIRE(a.size() == kBodyNumbers);
  BOOST_REQUIRE(b.size() == kBodyNumbers);
  for (std::size_t i = 0; i < a.size(); ++i) BOOST_TEST(std::abs(a[i] - b[i]) < 1e-6);
}

double difference(const std::vector<double>& a, const std::vector<double>& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

BOOST_AUTO_TEST_SUITE(standard_body)

BOOST_AUTO_TEST_CASE(with_its_own_bones_a_body_stays_as_it_is) {
  const std::vector<double> numbers = numbers_of(standing());
  const Pose pose = standing();
  for (std::size_t j = 1; j < 17; ++j) {
    const Vec3 p = pose[j] - pose[0];
    BOOST_TEST(std::abs(numbers[3 * (j - 1)] - p.x) < 1e-6);
    BOOST_TEST(std::abs(numbers[3 * (j - 1) + 1] - p.y) < 1e-6);
    BOOST_TEST(std::abs(numbers[3 * (j - 1) + 2] - p.z) < 1e-6);
  }
}

BOOST_AUTO_TEST_CASE(place_size_and_heading_do_not_matter) {
  const Quaternion turn = turn_z(2.1);
  check_same(numbers_of(standing()), numbers_of(each(standing(), [&](Vec3 p) {
               return Vec3{5, -3, 1} + 1.7 * rotate(turn, p);
             })));
}

BOOST_AUTO_TEST_CASE(proportions_do_not_matter) {
  Pose tall = standing();
  for (const std::size_t j : {3U, 6U}) tall[j] = tall[j - 1] + 1.5 * (tall[j] - tall[j - 1]);
  check_same(numbers_of(standing()), numbers_of(tall));
}

BOOST_AUTO_TEST_CASE(up_may_point_anywhere) {
  const Quaternion turn = turn_x(0.7) * turn_y(-1.2);
  check_same(
      numbers_of(standing()),
      numbers_of(each(standing(), [&](Vec3 p) { return rotate(turn, p); }), rotate(turn, kUp)));
}

BOOST_AUTO_TEST_CASE(lying_and_bent_are_other_poses) {
  const Quaternion fall = turn_x(1.5);
  BOOST_TEST(difference(numbers_of(standing()), numbers_of(each(standing(), [&](Vec3 p) {
                          return rotate(fall, p);
                        }))) > 0.5);
  Pose bent = standing();
  bent[13] = bent[12] + Vec3{0, -0.2, 0.1};
  BOOST_TEST(difference(numbers_of(standing()), numbers_of(bent)) > 0.2);
}

BOOST_AUTO_TEST_CASE(axes_are_level_however_a_body_leans) {
  const Quaternion lean = turn_y(0.5);
  const Pose leaning = each(standing(), [&](Vec3 p) { return rotate(lean, p); });
  const std::vector<double> numbers = numbers_of(leaning);
  for (std::size_t j = 1; j < 17; ++j) {
    const Vec3 p = leaning[j] - leaning[0];
    BOOST_TEST(std::abs(numbers[3 * (j - 1)] - p.x) < 1e-6);
    BOOST_TEST(std::abs(numbers[3 * (j - 1) + 2] - p.z) < 1e-6);
  }
}

BOOST_AUTO_TEST_CASE(a_body_on_its_side_has_some_heading) {
  // Left exactly above right: no horizontal part.
  const Pose side = each(standing(), [](Vec3 p) { return Vec3{p.z, 0, p.x}; });
  for (const double x : numbers_of(side)) BOOST_TEST(std::isfinite(x));
  for (const double x : numbers_of(each(side,
                                        [](Vec3 p) {
                                          return Vec3{p.z, p.x, p.y};
                                        }),
                                   {1, 0, 0}))
    BOOST_TEST(std::isfinite(x));
}

BOOST_AUTO_TEST_CASE(the_mirror_image_swaps_sides) {
  Pose waving = standing();
  waving[13] = waving[12] + Vec3{0.1, -0.2, 0.1};
  Pose other = standing();
  other[16] = other[15] + Vec3{-0.1, -0.2, 0.1};
  check_same(mirrored_numbers(numbers_of(waving)), numbers_of(other));
  check_same(mirrored_numbers(mirrored_numbers(numbers_of(waving))), numbers_of(waving));
}

BOOST_AUTO_TEST_CASE(a_bone_without_length_or_number_is_no_body) {
  Pose broken = standing();
  broken[13] = broken[12];
  BOOST_TEST(!body_numbers(floats(broken).data(), kUp, own_lengths()).has_value());
  broken = standing();
  broken[3].y = std::nan("");
  BOOST_TEST(!body_numbers(floats(broken).data(), kUp, own_lengths()).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose
