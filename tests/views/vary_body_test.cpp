#include "pose/data/views/vary_body.h"

#include <boost/test/unit_test.hpp>

#include "tests/views/figure.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::pose::views;

namespace {

Motion motion_of(double phase, std::size_t frames = 9) {
  const Tensor poses = test::walking_figure(40, phase);
  Motion motion;
  for (std::size_t t = 0; t < frames; ++t)
    motion.push_back(body_at(poses, 2.0 * static_cast<double>(t)));
  return motion;
}

double distance(const Body& b, Point p, Point q) { return length(b[p] - b[q]); }

using Bone = std::pair<Point, Point>;
const std::vector<Bone> kBones{{hip, left_hip},
                               {left_hip, left_knee},
                               {left_knee, left_ankle},
                               {right_hip, right_knee},
                               {right_knee, right_ankle},
                               {hip, spine},
                               {hip, thorax},
                               {thorax, neck},
                               {neck, head},
                               {neck, nose},
                               {left_shoulder, left_elbow},
                               {left_elbow, left_wrist},
                               {right_shoulder, right_elbow},
                               {right_elbow, right_wrist},
                               {left_shoulder, right_shoulder}};

double worst_change(const Motion& before, const Motion& after) {
  double worst = 0;
  for (std::size_t t = 0; t < before.size(); ++t)
    for (const auto& [a, b] : kBones)
      worst = std::max(worst, std::abs(distance(before[t], a, b) - distance(after[t], a, b)));
  return worst;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(vary_body)

BOOST_AUTO_TEST_CASE(a_head_turns_on_its_neck_and_nothing_else_does) {
  int turned = 0, followed = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    synth::Random random(seed, {});
    const Motion before = motion_of(0);
    Motion after = before;
    turn_head(after, random);
    BOOST_TEST(worst_change(before, after) < 1e-9);
    for (std::size_t t = 0; t < before.size(); ++t)
      for (std::size_t p = 0; p < before[t].size(); ++p)
        if (p != head && p < nose) BOOST_TEST(length(before[t][p] - after[t][p]) == 0);
    const auto angle = [&](std::size_t t) {
      const Vec3 a = unit(before[t][nose] - before[t][neck]),
                 b = unit(after[t][nose] - after[t][neck]);
      return std::acos(std::min(1.0, dot(a, b)));
    };
    turned += angle(4) > 0.2 ? 1 : 0;
    followed += std::abs(angle(8) - angle(0)) > 0.05 ? 1 : 0;
  }
  BOOST_TEST(turned > 50);
  BOOST_TEST(turned < 90);
  BOOST_TEST(followed > 40);
}

BOOST_AUTO_TEST_CASE(an_upper_body_sits_on_other_hips) {
  const Motion legs = motion_of(0), trunk = motion_of(2);
  Motion both = legs;
  take_upper_body(both, trunk);
  for (std::size_t t = 0; t < both.size(); ++t) {
    BOOST_TEST(length(both[t][left_ankle] - legs[t][left_ankle]) == 0);
    // As the other's hips see it.
    const auto here = pelvis_axes(both[t]), there = pelvis_axes(trunk[t]);
    const Vec3 a = here.local(both[t][left_wrist] - both[t][hip]),
               b = there.local(trunk[t][left_wrist] - trunk[t][hip]);
    BOOST_TEST(length(a - b) < 1e-9);
  }
}

BOOST_AUTO_TEST_CASE(a_limb_hangs_where_it_is_put_and_keeps_its_bones) {
  const Motion from = motion_of(2);
  Motion motion = motion_of(0);
  const Motion before = motion;
  take_arm(motion, from, true);
  take_leg(motion, from, false);
  BOOST_TEST(length(motion[3][left_wrist] - before[3][left_wrist]) > 0.01);
  BOOST_TEST(length(motion[3][right_ankle] - before[3][right_ankle]) > 0.01);
  BOOST_TEST(length(motion[3][right_wrist] - before[3][right_wrist]) == 0);
  BOOST_TEST(worst_change(before, motion) < 1e-6);
}

BOOST_AUTO_TEST_CASE(bending_lifting_and_tilting_keep_all_bones) {
  int moved = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    synth::Random random(seed, {});
    Motion motion = motion_of(0);
    const Motion before = motion;
    bend(motion, random);
    lift_legs(motion, random);
    lean(motion, random);
    tilt(motion, random);
    BOOST_TEST(worst_change(before, motion) < 1e-6);
    moved += length(motion[0][left_ankle] - before[0][left_ankle]) > 0.3 ? 1 : 0;
  }
  BOOST_TEST(moved > 3);
}

BOOST_AUTO_TEST_CASE(a_lifted_leg_goes_forward_and_up) {
  int lifted = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    synth::Random random(seed, {});
    Motion motion = motion_of(0, 1);
    const Body before = motion[0];  // walks along x
    lift_legs(motion, random);
    for (const auto& [root, knee] : {Bone{left_hip, left_knee}, Bone{right_hip, right_knee}}) {
      if (length(motion[0][knee] - before[knee]) < 0.2) continue;
      ++lifted;
      BOOST_TEST(motion[0][knee].x > before[knee].x);
      BOOST_TEST(motion[0][knee].z > before[knee].z - 0.05);
    }
  }
  BOOST_TEST(lifted > 10);
}

BOOST_AUTO_TEST_CASE(who_leans_stands_on_one_leg) {
  int leaned = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    synth::Random random(seed, {});
    Motion motion = motion_of(0, 1);
    const Body before = motion[0];
    lean(motion, random);
    const Body& after = motion[0];
    if (length(after[head] - before[head]) < 1e-9) continue;
    ++leaned;
    BOOST_TEST(after[head].z < before[head].z + 0.05);  // a hip is beside the middle
    const double left = length(after[left_ankle] - before[left_ankle]),
                 right = length(after[right_ankle] - before[right_ankle]);
    BOOST_TEST(std::min(left, right) == 0);
    BOOST_TEST(length(after[left_ankle] - before[left_ankle]) + right > 0);
  }
  BOOST_TEST(leaned > 10);
  BOOST_TEST(leaned < 60);
}

BOOST_AUTO_TEST_CASE(another_person_has_other_proportions_and_the_reference_size) {
  synth::Random random(3, {});
  double smallest = 1, largest = 0;
  for (int i = 0; i < 40; ++i) {
    Motion motion = motion_of(0, 3);
    reshape(motion, random);
    const Body& b = motion[1];
    const Vec3 shoulders = 0.5 * (b[left_shoulder] + b[right_shoulder]);
    const double size = distance(b, left_hip, left_knee) + distance(b, left_knee, left_ankle) +
                        length(shoulders - b[hip]);
    BOOST_TEST(size == 1.31, boost::test_tools::tolerance(2e-3));
    const double arm = distance(b, left_shoulder, left_elbow) / 0.285;
    smallest = std::min(smallest, arm);
    largest = std::max(largest, arm);
  }
  BOOST_TEST(smallest < 0.95);
  BOOST_TEST(largest > 1.05);
}

BOOST_AUTO_TEST_CASE(a_mirror_image_swaps_sides) {
  const Body body = motion_of(1, 1)[0], image = mirrored(body), back = mirrored(image);
  BOOST_TEST(image[left_wrist].x == -body[right_wrist].x);
  BOOST_TEST(image[left_wrist].z == body[right_wrist].z);
  BOOST_TEST(image[head].x == -body[head].x);
  for (std::size_t p = 0; p < body.size(); ++p) BOOST_TEST((back[p] == body[p]));
}

BOOST_AUTO_TEST_CASE(a_clip_is_read_between_its_frames_and_held_at_its_ends) {
  const Tensor poses = test::walking_figure(10);
  const Body a = body_at(poses, 3), b = body_at(poses, 4), between = body_at(poses, 3.25);
  BOOST_TEST(between[left_wrist].x == 0.75 * a[left_wrist].x + 0.25 * b[left_wrist].x,
             boost::test_tools::tolerance(1e-6));
  BOOST_TEST((body_at(poses, -5) == body_at(poses, 0)));
  BOOST_TEST((body_at(poses, 99) == body_at(poses, 9)));
}

BOOST_AUTO_TEST_SUITE_END()
