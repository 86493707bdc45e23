#include "pose/body/feet.h"

#include <cmath>
#include <numbers>

#include <boost/test/unit_test.hpp>

#include "tests/body/posed_body.h"

namespace posegrad::test {
namespace {

using namespace pose;
using enum BodyPart;

constexpr double kDegree = std::numbers::pi / 180;

/// Stands with thighs and shanks turned about the body's left axis, degrees, forward and back.
BodyPose with_legs(double left_thigh_up, double left_knee, double right_thigh_up,
                   double right_knee) {
  BodyPose pose = standing();
  bend(pose, left_thigh, turn('X', -left_thigh_up));
  bend(pose, left_shank, turn('X', left_knee));
  bend(pose, right_thigh, turn('X', -right_thigh_up));
  bend(pose, right_shank, turn('X', right_knee));
  return pose;
}

BodyMotion with_feet(std::vector<BodyPose> poses, const std::vector<Index>& contacts = {}) {
  const auto frames = static_cast<Index>(poses.size());
  BodyMotion motion = motion_of(std::move(poses));
  turn_feet(motion, contacts.empty() ? Tensor() : Tensor::from<Index>({frames, 2}, contacts));
  return motion;
}

/// How far a foot's sole points up from level, degrees.
double slope(const BodyMotion& motion, std::size_t frame, BodyPart foot) {
  const auto parts = placed(motion.shape, motion.frames[frame]);
  return std::asin(rotate(parts[index_of(foot)].turn, {0, 0, 1}).y) / kDegree;
}

/// Of the ankle from a right angle, toes down, degrees.
double bent(const BodyMotion& motion, std::size_t frame, BodyPart foot) {
  const Quaternion& q = motion.frames[frame].turns[index_of(foot)];
  BOOST_TEST((std::abs(q.y) < 1e-12 && std::abs(q.z) < 1e-12));
  return 2 * std::atan2(q.x, q.w) / kDegree;
}

double toes_height(const BodyMotion& motion, BodyPart toes) {
  return placed(motion.shape, motion.frames[0])[index_of(toes)].position.y;
}

BOOST_AUTO_TEST_SUITE(feet)

BOOST_AUTO_TEST_CASE(soles_of_feet_that_are_low_are_level) {
  // Shanks lean 15 degrees forward, then back.
  for (const double lean : {15.0, -15.0}) {
    const BodyMotion motion = with_feet({with_legs(20, 20 + lean, 20, 20 + lean)});
    for (const BodyPart foot : {left_foot, right_foot}) {
      BOOST_TEST(std::abs(slope(motion, 0, foot)) < 0.5);
      BOOST_TEST(bent(motion, 0, foot) == -lean, boost::test_tools::tolerance(0.05));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_foot_that_swings_is_at_a_right_angle) {
  const BodyMotion motion = with_feet({with_legs(60, 90, 0, 0)});
  BOOST_TEST(std::abs(bent(motion, 0, left_foot)) < 0.5);
  BOOST_TEST(std::abs(slope(motion, 0, right_foot)) < 0.5);
}

BOOST_AUTO_TEST_CASE(a_foot_that_is_said_to_stand_is_level_however_high) {
  const BodyPose step = with_legs(60, 75, 0, 0);
  BOOST_TEST(std::abs(slope(with_feet({step}), 0, left_foot)) > 10);
  BOOST_TEST(std::abs(slope(with_feet({step}, {1, 0}), 0, left_foot)) < 0.5);
  BOOST_TEST(std::abs(slope(with_feet({step}, {0, 1}), 0, left_foot)) > 10);
}

BOOST_AUTO_TEST_CASE(ankles_have_ends) {
  const BodyMotion squat = with_feet({with_legs(70, 100, 70, 100)}, {1, 1});  // 30 forward
  BOOST_TEST(bent(squat, 0, left_foot) == -20, boost::test_tools::tolerance(1e-6));
  const BodyMotion stretched = with_feet({with_legs(50, -10, 50, -10)}, {1, 1});  // 60 back
  BOOST_TEST(bent(stretched, 0, left_foot) == 60, boost::test_tools::tolerance(1e-6));
}

BOOST_AUTO_TEST_CASE(toes_of_who_lies_do_not_go_through_the_floor) {
  BodyPose on_back = standing(), on_face = standing();
  bend(on_back, hips, turn('X', -90));
  bend(on_face, hips, turn('X', 90));
  const BodyMotion back = with_feet({on_back}), face = with_feet({on_face});
  BOOST_TEST(std::abs(bent(back, 0, left_foot)) < 1e-9);  // they point up
  const double floor = placed(face.shape, face.frames[0])[index_of(left_foot)].position.y;
  BOOST_TEST(toes_height(face, left_toes) > floor - 0.03);  // 0.15 under it at a right angle
  BOOST_TEST(bent(face, 0, left_foot) == 60, boost::test_tools::tolerance(1e-6));
}

BOOST_AUTO_TEST_CASE(lying_down_turns_feet_gradually) {
  std::vector<BodyPose> poses;
  for (int degree = -135; degree <= 135; ++degree) {
    poses.push_back(standing());
    bend(poses.back(), hips, turn('X', degree));
  }
  BodyMotion motion = motion_of(poses);
  motion.fps = 1;  // too few to smooth
  turn_feet(motion, Tensor::full({static_cast<Index>(poses.size()), 2}, 1, DType::i64));
  for (std::size_t t = 1; t < poses.size(); ++t)
    BOOST_TEST(std::abs(bent(motion, t, left_foot) - bent(motion, t - 1, left_foot)) < 8,
               "from " << bent(motion, t - 1, left_foot) << " to " << bent(motion, t, left_foot)
                       << " at " << static_cast<int>(t) - 135);
}

BOOST_AUTO_TEST_CASE(feet_come_down_gradually) {
  std::vector<BodyPose> poses(40, with_legs(60, 90, 0, 0));
  for (std::size_t t = 20; t < 40; ++t) poses[t] = with_legs(15, 30, 0, 0);
  std::vector<Index> contacts(80, 1);
  for (std::size_t t = 0; t < 20; ++t) contacts[2 * t] = 0;
  const BodyMotion motion = with_feet(poses, contacts);
  BOOST_TEST(std::abs(bent(motion, 5, left_foot)) < 0.5);
  BOOST_TEST(bent(motion, 35, left_foot) == -15, boost::test_tools::tolerance(0.05));
  for (std::size_t t = 1; t < 40; ++t)
    BOOST_TEST(std::abs(bent(motion, t, left_foot) - bent(motion, t - 1, left_foot)) < 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
