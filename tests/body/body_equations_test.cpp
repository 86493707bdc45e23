#include "pose/body/body_equations.h"

#include <cmath>
#include <random>

#include <boost/test/unit_test.hpp>

#include "pose/body/body_freedoms.h"
#include "pose/body/first_guess.h"
#include "pose/body/turns.h"
#include "pose/geometry/skeleton_tables.h"
#include "tests/body/made_poses.h"

namespace posegrad::test {
namespace {

using namespace pose;

/// Poses of a shaken body, and those of it that are out of range.
struct Problem {
  std::vector<BodyFrame> frames;
  SizedBody body;
  std::vector<BodyPose> poses;
};

Problem problem(double far) {
  const BodyJoints joints = body_joints(h36m_17(), "test");
  const Tensor poses =
      shaken(moving(standing(Arms::down), 4, [](Vec3 at, double) { return at; }), 0.03);
  std::mt19937 random(5);
  const Tensor confidence = Tensor::full({4, 17}, 1);
  for (float& c : confidence.cpu_span<float>())
    c = std::uniform_real_distribution<float>(0.1F, 1)(random);
  Problem made;
  made.frames = body_frames(poses, joints, confidence, "test");
  made.body = body_size(made.frames, joints, "test");
  made.poses = first_guess(made.frames, made.body);
  std::uniform_real_distribution<double> number(-far, far);
  std::vector<double> step(kUnknowns);
  for (BodyPose& pose : made.poses) {
    for (double& x : step) x = number(random);
    pose = changed(pose, step);
  }
  return made;
}

/// That J^T r is half the slope of the cost, along every unknown.
void check_slopes(double far, bool with_before) {
  const Problem made = problem(far);
  const BodyEquations equations(made.body, 30);
  const BodyPose before = made.poses.back();
  const BodyPose* const fixed = with_before ? &before : nullptr;
  BlockTridiagonal system(made.frames.size(), kUnknowns);
  equations.assemble(made.frames, made.poses, fixed, system);
  const double h = 1e-5;
  for (std::size_t t = 0; t < made.frames.size(); ++t) {
    for (std::size_t u = 0; u < kUnknowns; ++u) {
      std::vector<double> step(kUnknowns);
      std::array<double, 2> costs{};
      for (std::size_t side = 0; side < 2; ++side) {
        step[u] = side == 0 ? -h : h;
        std::vector<BodyPose> poses = made.poses;
        poses[t] = changed(poses[t], step);
        costs[side] = equations.cost(made.frames, poses, fixed);
      }
      const double slope = (costs[1] - costs[0]) / (2 * h);
      BOOST_TEST_CONTEXT("frame " << t << ", unknown " << u)
      BOOST_TEST(std::abs(-2 * system.right(t)[u] - slope) < 1e-4 * (100 + std::abs(slope)));
    }
  }
}

BOOST_AUTO_TEST_SUITE(body_equations)

BOOST_AUTO_TEST_CASE(slopes_are_those_of_the_cost) {
  check_slopes(0.1, false);
  check_slopes(0.1, true);
  check_slopes(1.5, true);  // beyond the limits of joints
}

BOOST_AUTO_TEST_CASE(a_step_along_the_solution_lowers_the_cost) {
  Problem made = problem(0.3);
  const BodyEquations equations(made.body, 30);
  const double before = equations.cost(made.frames, made.poses, nullptr);
  BlockTridiagonal system(made.frames.size(), kUnknowns);
  equations.assemble(made.frames, made.poses, nullptr, system);
  std::vector<double> step;
  BOOST_TEST(system.solve(step));
  for (std::size_t t = 0; t < made.poses.size(); ++t)
    made.poses[t] = changed(made.poses[t], std::span(step).subspan(t * kUnknowns, kUnknowns));
  BOOST_TEST(equations.cost(made.frames, made.poses, nullptr) < 0.3 * before);
}

// A part alone, turned by more than it can: (2 - 2 cos a) / usual^2 from its resting turn, a off,
// and the square of what is too much in units of 0.05 rad.
BOOST_AUTO_TEST_CASE(what_is_out_of_range_costs_its_square) {
  Problem made = problem(0);
  BodyFrame unseen = made.frames.front();
  unseen.trust.fill(0);
  BodyPose rest = made.poses.front();
  for (std::size_t part = 0; part < kBodyParts; ++part)
    rest.turns[part] = resting_turn(static_cast<BodyPart>(part));
  const BodyEquations equations(made.body, 30);
  const auto cost = [&](const BodyPose& pose) {
    return equations.cost({&unseen, 1}, {&pose, 1}, nullptr);
  };
  const double none = cost(rest), too_much = 0.2;
  BOOST_TEST(std::abs(none) < 1e-9);
  for (std::size_t part = 1; part < kBodyParts; ++part) {
    const PartFreedom& freedom = kFreedoms[part];
    if (freedom.count == 0) continue;
    const Quaternion own = resting_turn(static_cast<BodyPart>(part));
    BodyPose pose = rest;
    pose.turns[part] = freedom.count == 1
                           ? turn_about((freedom.most + too_much) * freedom.axis)
                           : own * turn_about((freedom.most + too_much) * unit({1, -2, 3}));
    const double off = length(vector_of(conjugate(own) * pose.turns[part])),
                 usual = freedom.usual > 0
                             ? (2 - 2 * std::cos(off)) / (freedom.usual * freedom.usual)
                             : 0;
    BOOST_TEST_CONTEXT("part " << part)
    BOOST_TEST(cost(pose) - usual == 16.0, boost::test_tools::tolerance(1e-6));
    if (freedom.count > 1) continue;
    pose.turns[part] = turn_about((freedom.least - too_much) * freedom.axis);
    BOOST_TEST_CONTEXT("part " << part << ", too straight")
    BOOST_TEST(cost(pose) == 16.0, boost::test_tools::tolerance(1e-6));
  }
}

BOOST_AUTO_TEST_CASE(turns_make_what_they_say) {
  const Quaternion a = turn_about({0.3, -0.7, 0.2});
  BOOST_TEST(length(vector_of(a) - Vec3{0.3, -0.7, 0.2}) < 1e-12);
  const Vec3 from{1, 2, 3}, to{-2, 0.5, 1};
  BOOST_TEST(length(unit(rotate(turn_between(from, to), from)) - unit(to)) < 1e-12);
  BOOST_TEST(length(rotate(turn_between(from, -from), from) + from) < 1e-12);
  for (const Quaternion& turn : {a, turn_x(3), turn_y(3), turn_z(3), turn_x(-2.9) * turn_z(1)}) {
    const Quaternion again =
        turn_of_axes(rotate(turn, {1, 0, 0}), rotate(turn, {0, 1, 0}), rotate(turn, {0, 0, 1}));
    BOOST_TEST(length(vector_of(conjugate(turn) * again)) < 1e-12);
  }
  BOOST_TEST(length(vector_of(part_of(a, 0.25)) - 0.25 * vector_of(a)) < 1e-12);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
