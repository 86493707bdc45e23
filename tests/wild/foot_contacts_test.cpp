#include <functional>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "pose/wild/ground/standing_feet.h"

namespace posegrad::test {
namespace {

using namespace pose;

constexpr Vec3 kUp{0, -1, 0};
const Vec3 kNowhere{std::numeric_limits<double>::quiet_NaN(), 0, 0};

/// Somebody 4 m before a level camera whose right foot stands, and whose left ankle is this far
/// from where it would stand; 50 frames a second.
FootContacts contacts_of(int frames, const std::function<Vec3(int frame)>& left) {
  RootedMotion motion;
  motion.fps = 50;
  for (int t = 0; t < frames; ++t) {
    motion.root.push_back({0, 0, 4});
    motion.known.push_back(true);
    for (std::size_t j = 0; j < RootedMotion::kJoints; ++j) {
      Vec3 at{0, 0, 0};
      if (j == RootedMotion::kAnkles[kRightSide]) at = {-0.1, 0.9, 0};
      if (j == RootedMotion::kAnkles[kLeftSide]) at = Vec3{0.1, 0.9, 0} + left(t);
      motion.joints.push_back(at);
    }
  }
  return foot_contacts(motion, motion.root, kUp);
}

/// The left foot's frames as text: '#' stands.
std::string pattern(int frames, const std::function<Vec3(int frame)>& left) {
  std::string text;
  for (const auto& contact : contacts_of(frames, left)) {
    text += contact[kLeftSide].stands ? '#' : '.';
    BOOST_TEST(contact[kRightSide].stands);
    BOOST_TEST(contact[kRightSide].stillness == 1);
  }
  return text;
}

BOOST_AUTO_TEST_SUITE(foot_contact)

BOOST_AUTO_TEST_CASE(a_foot_that_is_up_does_not_stand_however_still) {
  BOOST_TEST(pattern(40, [](int) { return Vec3{}; }) == std::string(40, '#'));
  BOOST_TEST(pattern(40, [](int) { return Vec3{0, -0.3, 0}; }) == std::string(40, '.'));
  BOOST_TEST(pattern(40, [](int) { return kNowhere; }) == std::string(40, '.'));
}

BOOST_AUTO_TEST_CASE(a_foot_that_slides_does_not_stand) {
  const auto sliding = [](double x, double z) {
    return [=](int t) { return Vec3{x * t / 50, 0, z * t / 50}; };
  };
  BOOST_TEST(pattern(40, sliding(0.2, 0)) == std::string(40, '#'));
  BOOST_TEST(pattern(40, sliding(0.4, 0)) == std::string(40, '.'));
  // Along the line of sight twice as fast.
  BOOST_TEST(pattern(40, sliding(0, 0.5)) == std::string(40, '#'));
  BOOST_TEST(pattern(40, sliding(0, 0.8)) == std::string(40, '.'));
}

BOOST_AUTO_TEST_CASE(who_stands_is_believed_longer) {
  // Still for 20 frames, then at 0.4 m/s: a foot that does not stand yet would not begin to.
  const auto creeping = [](int t) { return Vec3{t < 20 ? 0 : 0.008 * (t - 20), 0, 0}; };
  BOOST_TEST(pattern(40, creeping) == std::string(40, '#'));
  const auto leaving = [](int t) { return Vec3{t < 20 ? 0 : 0.02 * (t - 20), 0, 0}; };
  const std::string left = pattern(40, leaving);
  BOOST_TEST(left.substr(0, 18) == std::string(18, '#'));
  BOOST_TEST(left.substr(22) == std::string(18, '.'));
}

BOOST_AUTO_TEST_CASE(short_gaps_are_filled_and_short_contacts_dropped) {
  const auto only = [](int from, int to, Vec3 inside, Vec3 outside) {
    return [=](int t) { return t >= from && t < to ? inside : outside; };
  };
  const Vec3 raised{0, -0.5, 0};
  // A joint that is not known for a frame is not part of the contact around it.
  std::string wanted(40, '#');
  wanted[20] = '.';
  BOOST_TEST(pattern(40, only(20, 21, kNowhere, {})) == wanted);
  // Three frames near the floor are less than 0.1 s.
  BOOST_TEST(pattern(40, only(20, 23, {}, raised)) == std::string(40, '.'));
  BOOST_TEST(pattern(60, only(20, 40, {}, raised)).find(std::string(10, '#')) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_foot_that_rolls_is_less_still) {
  const FootContacts contacts = contacts_of(60, [](int t) {
    return Vec3{t < 30 ? 0 : 0.006 * (t - 30), 0, 0};
  });
  BOOST_TEST(contacts[10][kLeftSide].stillness == 1);
  BOOST_TEST(contacts[50][kLeftSide].stands);
  BOOST_TEST(contacts[50][kLeftSide].stillness < 0.1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
