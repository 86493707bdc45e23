#include <algorithm>
#include <cmath>
#include <string>

#include <boost/test/unit_test.hpp>

#include "pose/data/synth/body.h"
#include "pose/data/synth/motion.h"
#include "pose/data/synth/path.h"
#include "pose/data/synth/pose_track.h"
#include "pose/geometry/skeleton_tables.h"
#include "tensor/error.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::pose::synth;

namespace {

constexpr std::size_t kFirstLeg[] = {1, 6},
                      kFirstArm[] = {25, 17};  // hip and shoulder, right and left

double angle_between(Vec3 a, Vec3 b) {
  return std::acos(std::clamp(dot(unit(a), unit(b)), -1.0, 1.0));
}

/// Calls body(shape, pose, points, first of its take) for every frame of several takes of every
/// kind of motion.
template <class Body>
void for_each_frame(Body body) {
  constexpr double kSeconds = 6;
  for (const char* subject : {"S1", "S8"}) {
    const BodyShape shape = body_shape(subject);
    for (const MotionKind& kind : motion_kinds())
      for (std::uint64_t seed = 0; seed < 4; ++seed) {
        Random random(seed, {1});
        const Motion motion = with_sway(kind.make(shape, random, kSeconds), random);
        BOOST_TEST_CONTEXT(subject << " " << kind.name << " seed " << seed)
        for (double time = 0; time < kSeconds; time += 0.02) {
          const BodyPose pose = motion(time);
          body(shape, pose, solve(shape, pose), time == 0);
        }
      }
  }
}

/// Worst value over all frames, checked once: a check a frame would be slow.
struct Range {
  double low = 1e9, high = -1e9;
  void add(double x) {
    low = std::min(low, x);
    high = std::max(high, x);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(synth_body)

BOOST_AUTO_TEST_CASE(a_standing_person_has_the_proportions_of_the_shape) {
  const BodyShape shape = body_shape("S9");
  const BodyPoints points = solve(shape, standing_pose(shape));
  for (const Side side : {kRight, kLeft}) {
    const std::size_t leg = kFirstLeg[side], arm = kFirstArm[side];
    BOOST_TEST(sign_of(side) * points.joints[leg].x > 0.05);
    BOOST_TEST(sign_of(side) * points.joints[arm].x > 0.15);
    BOOST_TEST(std::abs(length(points.joints[leg + 1] - points.joints[leg]) - shape.thigh) < 1e-12);
    BOOST_TEST(std::abs(length(points.joints[leg + 2] - points.joints[leg + 1]) - shape.shin) <
               1e-12);
    BOOST_TEST(std::abs(length(points.joints[arm + 1] - points.joints[arm]) - shape.upper_arm) <
               1e-12);
    BOOST_TEST(std::abs(length(points.joints[arm + 2] - points.joints[arm + 1]) - shape.forearm) <
               1e-12);
    BOOST_TEST(std::abs(points.joints[leg + 2].z - shape.ankle_height) < 1e-6);
  }
  BOOST_TEST((points.joints[15].z > 1.55 && points.joints[15].z < 1.80));
  BOOST_TEST(points.face[0].y > points.joints[15].y);  // the nose is in front
  BOOST_TEST(points.face[1].x < points.face[2].x);     // left eye left of the right one
  BOOST_TEST(points.face[3].x < points.face[1].x);     // ears outside the eyes
  BOOST_TEST(points.gaze.y > 0.9);
}

BOOST_AUTO_TEST_CASE(knees_and_elbows_bend_to_the_right_side_only) {
  Range knee, elbow, knee_front;
  for_each_frame([&](const BodyShape&, const BodyPose& pose, const BodyPoints& points, bool) {
    for (const Side side : {kRight, kLeft}) {
      const auto* leg = &points.joints[kFirstLeg[side]];
      const auto* arm = &points.joints[kFirstArm[side]];
      knee.add(angle_between(leg[1] - leg[0], leg[2] - leg[1]));
      elbow.add(angle_between(arm[1] - arm[0], arm[2] - arm[1]));
      // The hinge's axis: shin x thigh points to the person's right when the knee bends as a knee
      // does.
      const Vec3 right{std::cos(pose.heading), std::sin(pose.heading), 0};
      const Vec3 hinge = cross(leg[2] - leg[1], leg[1] - leg[0]);
      knee_front.add(dot(hinge, right) / length(hinge));
    }
  });
  BOOST_TEST(knee.low > degrees(5));
  BOOST_TEST(knee.high <= limits::kKneeMax + 1e-9);
  BOOST_TEST(elbow.low > degrees(3));
  BOOST_TEST(elbow.high <= limits::kElbowMax);
  BOOST_TEST(knee_front.low > 0.3);
}

BOOST_AUTO_TEST_CASE(angles_stay_inside_human_limits) {
  Range elbow, flex, abduct, twist, bend, side_bend, chest_twist, nod, look;
  for_each_frame([&](const BodyShape&, const BodyPose& pose, const BodyPoints&, bool) {
    for (const ArmPose& arm : pose.arm) {
      elbow.add(arm.elbow);
      flex.add(arm.flex);
      abduct.add(arm.abduct);
      twist.add(std::abs(arm.twist));
    }
    bend.add(pose.bend);
    side_bend.add(std::abs(pose.side));
    chest_twist.add(std::abs(pose.twist));
    nod.add(std::abs(pose.nod));
    look.add(std::abs(pose.look));
  });
  BOOST_TEST((elbow.low >= 0 && elbow.high <= limits::kElbowMax));
  BOOST_TEST((flex.low >= limits::kArmFlexMin && flex.high <= limits::kArmFlexMax));
  BOOST_TEST((abduct.low >= limits::kArmAbductMin && abduct.high <= limits::kArmAbductMax));
  BOOST_TEST(twist.high <= limits::kArmTwist);
  BOOST_TEST((bend.low >= limits::kBendMin && bend.high <= limits::kBendMax));
  BOOST_TEST(side_bend.high <= limits::kSide);
  BOOST_TEST(chest_twist.high <= limits::kTwist);
  BOOST_TEST(nod.high <= limits::kNod);
  BOOST_TEST(look.high <= limits::kLook);
}

BOOST_AUTO_TEST_CASE(feet_stay_above_the_floor_and_do_not_slide) {
  Range ankle, toes, slide;
  Vec3 before[2]{};
  bool planted_before[2]{};
  for_each_frame([&](const BodyShape& shape, const BodyPose& pose, const BodyPoints& points,
                     bool first) {
    for (const Side side : {kRight, kLeft}) {
      const auto* leg = &points.joints[kFirstLeg[side]];
      ankle.add(leg[2].z);
      toes.add(std::min(leg[3].z, leg[4].z));
      const bool planted = pose.foot[side].lift == 0 && std::abs(pose.foot[side].pitch) < 1e-9 &&
                           std::abs(leg[2].z - shape.ankle_height) < 1e-3;
      if (planted && planted_before[side] && !first)
        slide.add(std::hypot(leg[2].x - before[side].x, leg[2].y - before[side].y));
      planted_before[side] = planted;
      before[side] = leg[2];
    }
  });
  BOOST_TEST(ankle.low > 0.04);
  BOOST_TEST(toes.low > -0.02);
  BOOST_TEST(slide.high < 0.004);
}

BOOST_AUTO_TEST_CASE(out_of_reach_feet_lower_the_hips_and_keep_the_bones) {
  const BodyShape shape = body_shape("S5");
  BodyPose pose = standing_pose(shape);
  const double upright = solve(shape, pose).joints[0].z;
  pose.foot[kRight].y = 0.6;
  const BodyPoints stride = solve(shape, pose);
  BOOST_TEST(stride.joints[0].z < upright - 0.1);
  BOOST_TEST(std::abs(stride.joints[3].z - shape.ankle_height) < 1e-6);
  BOOST_TEST(reachable_height(shape, pose) >= stride.joints[0].z);
  pose.foot[kRight].y = 5;  // farther than any leg
  const BodyPoints split = solve(shape, pose);
  BOOST_TEST(std::abs(length(split.joints[2] - split.joints[1]) - shape.thigh) < 1e-12);
  BOOST_TEST(std::abs(length(split.joints[3] - split.joints[2]) - shape.shin) < 1e-12);
}

BOOST_AUTO_TEST_CASE(tracks_hold_what_neighbouring_keys_share_and_never_overshoot) {
  PoseTrack track;
  BodyPose pose;
  track.add(0, pose);
  pose.x = 1;
  track.add(1, pose);
  track.add(2, pose);
  pose.x = 3;
  track.add(2.5, pose);
  Range moving, holding, steps;
  double last = 0;
  for (double t = -1; t < 3; t += 0.001) {
    const double x = track.at(t).x;
    (t >= 1 && t <= 2 ? holding : moving).add(x);
    steps.add(x - last);
    last = x;
  }
  BOOST_TEST((moving.low == 0 && moving.high == 3));
  BOOST_TEST((holding.low == 1 && holding.high == 1));
  BOOST_TEST((steps.low >= 0 && steps.high < 0.01));
  BOOST_CHECK_THROW(track.add(2.5, pose), ValueError);
  BOOST_CHECK_THROW(PoseTrack{}.at(0), ValueError);
}

BOOST_AUTO_TEST_CASE(a_path_is_measured_along_its_length) {
  for (const bool crossing : {false, true}) {
    Random random(3, {});
    const Path path(random, 1.2, crossing);
    Range speed, turn;
    for (double d = -path.lap(); d < 2 * path.lap(); d += 0.01) {
      const Path::Place a = path.at(d), b = path.at(d + 0.01);
      speed.add(std::hypot(b.x - a.x, b.y - a.y) / 0.01);
      turn.add(std::abs(b.heading - a.heading));
      const Vec3 along{-std::sin(a.heading), std::cos(a.heading), 0};
      BOOST_REQUIRE(dot(Vec3{b.x - a.x, b.y - a.y, 0}, along) > 0.0099);
    }
    BOOST_TEST((speed.low > 0.99 && speed.high < 1.01));
    BOOST_TEST(turn.high < 0.05);
  }
}

BOOST_AUTO_TEST_CASE(random_numbers_are_the_same_everywhere) {
  Random a(1, {2, 3}), b(1, {2, 3}), other_path(1, {3, 2}), other_seed(2, {2, 3});
  const double first = a.uniform();
  BOOST_TEST(first == b.uniform());
  BOOST_TEST(first != other_path.uniform());
  BOOST_TEST(first != other_seed.uniform());
  double sum = 0, squares = 0;
  for (int i = 0; i < 10000; ++i) {
    const double x = a.normal();
    sum += x;
    squares += x * x;
  }
  BOOST_TEST(std::abs(sum / 10000) < 0.04);
  BOOST_TEST(std::abs(squares / 10000 - 1) < 0.05);
}

BOOST_AUTO_TEST_CASE(an_unknown_subject_is_refused) {
  BOOST_CHECK_THROW(body_shape("S2"), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()
