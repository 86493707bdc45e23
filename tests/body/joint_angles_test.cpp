#include "pose/body/joint_angles.h"

#include <cmath>
#include <functional>
#include <limits>
#include <set>

#include <boost/test/unit_test.hpp>

#include "tensor/error.h"
#include "tests/body/posed_body.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using namespace pose;
using enum BodyPart;

const std::vector<double>& angle(const AngleTable& table, const std::string& name) {
  for (const AngleTable::Angle& one : table.angles)
    if (one.name == name) return one.degrees;
  throw ValueError("no angle " + name);
}

double only(const BodyPose& pose, const std::string& name) {
  return angle(joint_angles(motion_of({pose})), name).front();
}

/// Where the part begins, and where the next one does: a direction in space.
Vec3 along(const BodyPose& pose, BodyPart from, BodyPart to) {
  const auto parts = placed(grown_body(), pose);
  return parts[index_of(to)].position - parts[index_of(from)].position;
}

/// One joint bent about one axis of the stage, and where that takes the body.
struct Bend {
  std::string name;
  BodyPart part;
  char axis;
  double degrees;                   // about the axis
  double wanted;                    // of the named angle
  BodyPart from, to;                // a direction that it turns
  Vec3 towards;                     // and that must then point more this way
  std::set<std::string> also = {};  // angles that are not 0 either
};

const std::set<std::string> kLeftShoulder{
    "left shoulder elevation", "left shoulder plane of elevation", "left shoulder axial rotation"};
const std::set<std::string> kRightShoulder{"right shoulder elevation",
                                           "right shoulder plane of elevation",
                                           "right shoulder axial rotation"};
constexpr Vec3 kLeft{1, 0, 0}, kRight{-1, 0, 0}, kUp{0, 1, 0}, kForward{0, 0, 1},
    kBackward{0, 0, -1};

const std::vector<Bend>& bends() {
  static const std::vector<Bend> list{
      {"left hip flexion", left_thigh, 'X', -40, 40, left_thigh, left_shank, kForward},
      {"right hip flexion", right_thigh, 'X', -40, 40, right_thigh, right_shank, kForward},
      {"right hip flexion", right_thigh, 'X', 20, -20, right_thigh, right_shank, kBackward},
      {"left hip adduction", left_thigh, 'Z', -15, 15, left_thigh, left_shank, kRight},
      {"right hip adduction", right_thigh, 'Z', 15, 15, right_thigh, right_shank, kLeft},
      {"left hip internal rotation", left_thigh, 'Y', -25, 25, left_foot, left_toes, kRight},
      {"right hip internal rotation", right_thigh, 'Y', 25, 25, right_foot, right_toes, kLeft},
      {"left knee flexion", left_shank, 'X', 70, 70, left_shank, left_foot, kBackward},
      {"right knee flexion", right_shank, 'X', 70, 70, right_shank, right_foot, kBackward},
      {"left ankle dorsiflexion", left_foot, 'X', -10, 10, left_foot, left_toes, kUp},
      {"right ankle dorsiflexion", right_foot, 'X', -10, 10, right_foot, right_toes, kUp},
      {"left shoulder flexion", left_upper_arm, 'X', -50, 50, left_upper_arm, left_forearm,
       kForward, kLeftShoulder},
      {"right shoulder flexion", right_upper_arm, 'X', -50, 50, right_upper_arm, right_forearm,
       kForward, kRightShoulder},
      {"left shoulder abduction", left_upper_arm, 'Z', 35, 35, left_upper_arm, left_forearm, kLeft,
       kLeftShoulder},
      {"right shoulder abduction", right_upper_arm, 'Z', -35, 35, right_upper_arm, right_forearm,
       kRight, kRightShoulder},
      {"right shoulder abduction", right_collar, 'Z', -10, 10, right_upper_arm, right_forearm,
       kRight, kRightShoulder},
      {"left elbow flexion", left_forearm, 'Y', -80, 80, left_forearm, left_hand, kForward},
      {"right elbow flexion", right_forearm, 'Y', 80, 80, right_forearm, right_hand, kForward},
      {"trunk flexion", spine, 'X', 30, 30, chest, neck, kForward},
      {"trunk flexion", chest, 'X', 30, 30, chest, neck, kForward},
      {"trunk bending (to the right)", chest, 'Z', 20, 20, chest, neck, kRight},
      {"trunk rotation (to the left)", chest, 'Y', 25, 25, left_upper_arm, right_upper_arm,
       kForward},
      {"head flexion", head, 'X', 30, 30, neck, head, {}},
      {"head bending (to the right)", neck, 'Z', 20, 20, neck, head, kRight},
      {"head rotation (to the left)", head, 'Y', 40, 40, neck, head, {}},
      {"pelvis tilt (forward)", hips, 'X', 15, 15, hips, neck, kForward},
      {"pelvis obliquity (right side down)", hips, 'Z', 8, 8, left_thigh, right_thigh, {0, -1, 0}},
      {"pelvis rotation (to the left)", hips, 'Y', 70, 70, right_thigh, left_thigh, kBackward},
  };
  return list;
}

BOOST_AUTO_TEST_SUITE(joint_angles_of_bodies)

BOOST_AUTO_TEST_CASE(someone_who_stands_has_no_angles) {
  const AngleTable table = joint_angles(motion_of({standing(), standing()}));
  BOOST_TEST(table.fps == 50);
  BOOST_TEST((table.frame_numbers == std::vector<Index>{7, 8}));
  BOOST_TEST(table.angles.size() == 33U);
  std::set<std::string> names;
  for (const AngleTable::Angle& one : table.angles) {
    BOOST_TEST(names.insert(one.name).second, one.name << " comes twice");
    BOOST_REQUIRE_EQUAL(one.degrees.size(), 2U);
    for (const double degrees : one.degrees)
      BOOST_TEST(std::abs(degrees) < 1e-9, one.name << " is " << degrees);
  }
}

BOOST_AUTO_TEST_CASE(each_joint_has_the_angle_it_is_bent_by_and_its_sign) {
  for (const Bend& one : bends()) BOOST_TEST_CONTEXT(one.name << ", " << name_of(one.part)) {
      BodyPose pose = standing();
      bend(pose, one.part, turn(one.axis, one.degrees));
      const double moved =
          dot(along(pose, one.from, one.to) - along(standing(), one.from, one.to), one.towards);
      if (one.towards != Vec3{}) BOOST_TEST(moved > 0.01, "the body moves the other way");
      const AngleTable table = joint_angles(motion_of({pose}));
      for (const AngleTable::Angle& found : table.angles) {
        if (one.also.contains(found.name)) continue;
        const double wanted = found.name == one.name ? one.wanted : 0;
        BOOST_TEST(std::abs(found.degrees[0] - wanted) < 1e-6,
                   found.name << " is " << found.degrees[0]);
      }
    }
}

BOOST_AUTO_TEST_CASE(three_turns_of_a_joint_come_back_in_their_order_and_mirrored) {
  // In the axes of biomechanics, x forward, y up, z to the right; the stage has x to the left, z
  // forward: the turn "Z a" of the one is "X -a" of the other, "X b" is "Z b".
  const double flexion = 50, adduction = -20, rotation = 15;
  for (const bool is_left : {false, true}) {
    const double side = is_left ? -1 : 1;
    const Matrix turned =
        turn('X', -flexion) * turn('Z', side * adduction) * turn('Y', side * rotation);
    BodyPose pose = standing();
    bend(pose, is_left ? left_thigh : right_thigh, turned);
    bend(pose, is_left ? left_upper_arm : right_upper_arm, turned);
    const std::string name = is_left ? "left " : "right ";
    BOOST_TEST(std::abs(only(pose, name + "hip flexion") - flexion) < 1e-6);
    BOOST_TEST(std::abs(only(pose, name + "hip adduction") - adduction) < 1e-6);
    BOOST_TEST(std::abs(only(pose, name + "hip internal rotation") - rotation) < 1e-6);
    BOOST_TEST(std::abs(only(pose, name + "shoulder flexion") - flexion) < 1e-6);
    BOOST_TEST(std::abs(only(pose, name + "shoulder abduction") + adduction) < 1e-6);
    BOOST_TEST(std::abs(only(pose, name + "shoulder internal rotation") - rotation) < 1e-6);
    BOOST_TEST(std::abs(only(pose, is_left ? "right hip flexion" : "left hip flexion")) < 1e-6);
  }
}

BOOST_AUTO_TEST_CASE(an_elbow_bends_as_much_wherever_the_arm_is) {
  for (const char axis : {'X', 'Y', 'Z'})
    for (const double degrees : {-70.0, 35.0, 90.0}) {
      BodyPose pose = standing();
      bend(pose, left_forearm, turn('Y', -60));
      bend(pose, right_forearm, turn('Y', 60));
      bend(pose, left_upper_arm, turn(axis, degrees));
      bend(pose, right_upper_arm, turn(axis, degrees));
      BOOST_TEST(std::abs(only(pose, "left elbow flexion") - 60) < 1e-6);
      BOOST_TEST(std::abs(only(pose, "right elbow flexion") - 60) < 1e-6);
    }
}

BOOST_AUTO_TEST_CASE(shoulders_have_the_plane_and_elevation_of_the_standard) {
  // Wu et al. (2005): 0 is abduction, 90 is forward flexion; both sides alike.
  for (const double plane : {-30.0, 0.0, 45.0, 90.0})
    for (const double elevation : {20.0, 90.0, 150.0})
      for (const bool is_left : {false, true}) {
        const double side = is_left ? -1 : 1;
        BodyPose pose = standing();
        bend(pose, is_left ? left_upper_arm : right_upper_arm,
             turn('Y', side * plane) * turn('Z', -side * elevation) * turn('Y', side * 10));
        const std::string name = is_left ? "left shoulder " : "right shoulder ";
        BOOST_TEST(std::abs(only(pose, name + "plane of elevation") - plane) < 1e-6);
        BOOST_TEST(std::abs(only(pose, name + "elevation") - elevation) < 1e-6);
        BOOST_TEST(std::abs(only(pose, name + "axial rotation") - 10) < 1e-6);
        const Vec3 arm = along(pose, is_left ? left_upper_arm : right_upper_arm,
                               is_left ? left_forearm : right_forearm);
        BOOST_TEST(std::abs(std::acos(-arm.y / length(arm)) - elevation * M_PI / 180) < 1e-6);
      }
}

BOOST_AUTO_TEST_CASE(a_t_pose_is_an_abduction_of_90) {
  BodyPose pose;
  for (const std::string side : {"left", "right"}) {
    BOOST_TEST(std::abs(only(pose, side + " shoulder abduction") - 90) < 1e-4);
    BOOST_TEST(std::abs(only(pose, side + " shoulder flexion")) < 1e-4);
    BOOST_TEST(std::abs(only(pose, side + " shoulder internal rotation")) < 1e-4);
    BOOST_TEST(std::abs(only(pose, side + " shoulder elevation") - 90) < 1e-6);
    BOOST_TEST(std::abs(only(pose, side + " shoulder plane of elevation")) < 1e-6);
    BOOST_TEST(std::abs(only(pose, side + " elbow flexion")) < 1e-6);
  }
}

BOOST_AUTO_TEST_CASE(nothing_jumps_in_acrobatics) {
  const AngleTable table = joint_angles(acrobat(100));
  for (const AngleTable::Angle& one : table.angles) {
    // The plane in which an arm is raised turns by itself where the arm hangs.
    if (one.name.find("plane of") != std::string::npos ||
        one.name.find("axial") != std::string::npos)
      continue;
    for (std::size_t t = 1; t < one.degrees.size(); ++t) {
      // Between two parts of the programme the body itself jumps.
      if (t == 100 || t == 150 || t == 200 || t == 250 || t == 350) continue;
      BOOST_TEST(
          std::abs(one.degrees[t] - one.degrees[t - 1]) < 10,
          one.name << ", frame " << t << ": " << one.degrees[t - 1] << ", " << one.degrees[t]);
    }
  }
  const auto at = [&](const std::string& name, std::size_t t) { return angle(table, name)[t]; };
  for (const std::string side : {"left", "right"}) {
    BOOST_TEST(std::abs(at(side + " shoulder flexion", 149) - 176.4) < 1e-6);
    BOOST_TEST(std::abs(at(side + " shoulder abduction", 149)) < 1e-6);
    BOOST_TEST(std::abs(at(side + " shoulder abduction", 155) - 162) < 1e-6);
    BOOST_TEST(std::abs(at(side + " shoulder flexion", 155)) < 1e-6);
  }
  const double turned =
      at("pelvis rotation (to the left)", 249) - at("pelvis rotation (to the left)", 200);
  BOOST_TEST(std::abs(turned - 7.2 * 49) < 1e-6);
  const std::string obliquity = "pelvis obliquity (right side down)";
  BOOST_TEST(std::abs(at(obliquity, 349) - at(obliquity, 250) - 3.6 * 99) < 1e-6);
  const std::string tilt = "pelvis tilt (forward)";
  BOOST_TEST(std::abs(at(tilt, 449) - at(tilt, 350) - 180) < 1e-6);
}

BOOST_AUTO_TEST_CASE(an_arm_that_swings_is_in_front_at_90_and_behind_at_minus_90) {
  std::vector<BodyPose> poses;
  for (int t = 0; t < 300; ++t) {
    poses.push_back(standing());
    for (const BodyPart arm : {left_upper_arm, right_upper_arm})
      bend(poses.back(), arm, turn('X', -30 * std::sin(0.1 * t + 0.5)));
  }
  const AngleTable table = joint_angles(motion_of(poses));
  for (const std::string side : {"left", "right"})
    for (std::size_t t = 0; t < poses.size(); ++t) {
      const double flexion = angle(table, side + " shoulder flexion")[t];
      if (std::abs(flexion) < 6.1) continue;  // where the plane has no meaning
      const double plane = flexion > 0 ? 90 : -90;
      BOOST_TEST(std::abs(angle(table, side + " shoulder plane of elevation")[t] - plane) < 1e-6);
      BOOST_TEST(std::abs(angle(table, side + " shoulder axial rotation")[t] + plane) < 1e-6);
    }
}

BOOST_AUTO_TEST_CASE(what_the_joints_do_not_show_is_marked) {
  const AngleTable table = joint_angles(motion_of({standing()}));
  std::set<std::string> assumed;
  for (const AngleTable::Angle& one : table.angles)
    if (!one.observed) assumed.insert(one.name);
  BOOST_TEST(
      (assumed == std::set<std::string>{"head rotation (to the left)", "left ankle dorsiflexion",
                                        "right ankle dorsiflexion"}));
}

BOOST_AUTO_TEST_CASE(no_frames_are_an_empty_table_and_a_bad_motion_is_refused) {
  const AngleTable table = joint_angles(motion_of({}));
  BOOST_TEST(table.angles.size() == 33U);
  BOOST_TEST(table.angles[0].degrees.empty());
  BodyMotion motion = motion_of({standing()});
  motion.fps = 0;
  check_throws<ValueError>([&] { joint_angles(motion); },
                           "joint_angles: the body moves at 0 frames per second; expected a "
                           "positive number");
  motion = motion_of({standing()});
  motion.frame_numbers.push_back(9);
  check_throws<ValueError>([&] { joint_angles(motion); },
                           "joint_angles: 2 frame numbers for 1 frames");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
