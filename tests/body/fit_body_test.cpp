#include "pose/body/fit_body.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include <boost/test/unit_test.hpp>

#include "pose/body/body_equations.h"
#include "pose/body/turns.h"
#include "pose/geometry/skeleton_tables.h"
#include "tensor/error.h"
#include "tests/body/made_poses.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using namespace pose;

constexpr double kPi = std::numbers::pi;
constexpr Vec3 kMiddle{0, 0, .95};
constexpr Index kFrames = 120;

Vec3 turned(Vec3 at, const Quaternion& by) { return rotate(by, at - kMiddle) + kMiddle; }

BodyFit fit(const Tensor& poses, double fps = 30) {
  return pose::fit_body(poses, h36m_17(), {.fps = fps});
}

double mean_residual(const BodyFit& fitted) {
  return std::accumulate(fitted.residual_mm.begin(), fitted.residual_mm.end(), 0.0) / 17;
}

/// Of any part against its parent, from a frame to the next, rad/s.
double fastest_turn(const BodyFit& fitted) {
  double fastest = 0;
  const auto& frames = fitted.motion.frames;
  for (std::size_t t = 1; t < frames.size(); ++t)
    for (std::size_t part = 0; part < kBodyParts; ++part)
      fastest = std::max(fastest,
                         fitted.motion.fps * length(vector_of(conjugate(frames[t - 1].turns[part]) *
                                                              frames[t].turns[part])));
  return fastest;
}

void check_follows(const Tensor& poses, double residual_mm, double speed) {
  const BodyFit fitted = fit(poses);
  BOOST_TEST(mean_residual(fitted) < residual_mm);
  BOOST_TEST(fastest_turn(fitted) < speed);
}

Vec3 joint_of(const Tensor& poses, Index t, Index j) {
  const float* const p = poses.cpu_view<float>().data() + (t * 17 + j) * 3;
  return {p[0], p[1], p[2]};
}

BOOST_AUTO_TEST_SUITE(fit_body)

BOOST_AUTO_TEST_CASE(a_t_pose_is_the_rest_pose_facing_forward) {
  const BodyFit fitted = fit(moving(standing(Arms::side), 3, [](Vec3 at, double) { return at; }));
  BOOST_TEST(mean_residual(fitted) < 0.5);
  for (std::size_t part = 0; part < kBodyParts; ++part)
    BOOST_TEST_CONTEXT(name_of(static_cast<BodyPart>(part)))
  BOOST_TEST(length(vector_of(fitted.motion.frames[1].turns[part])) < 0.03);
  BOOST_TEST(fitted.motion.shape.height == 1.7, boost::test_tools::tolerance(0.01));
  BOOST_TEST(fitted.motion.shape.hip_height == 0.95, boost::test_tools::tolerance(0.01));
}

BOOST_AUTO_TEST_CASE(follows_whole_body_motions_without_a_flip) {
  const Tensor side = standing(Arms::side), up = standing(Arms::up), down = standing(Arms::down);
  const auto still = [](Vec3 at, double) { return at; };
  check_follows(
      moving(side, kFrames, [](Vec3 at, double t) { return turned(at, turn_z(4 * kPi * t)); }), 0.5,
      3.5);
  // A cartwheel and a somersault in four seconds.
  check_follows(moving(up, kFrames,
                       [](Vec3 at, double t) {
                         return turned(at, turn_y(2 * kPi * t)) + Vec3{2 * t, 0, 0};
                       }),
                0.5, 2);
  check_follows(
      moving(up, kFrames, [](Vec3 at, double t) { return turned(at, turn_x(2 * kPi * t)); }), 0.5,
      2);
  const auto upside_down = [](Vec3 at, double) { return turned(at, turn_x(kPi)); };
  check_follows(moving(up, kFrames, upside_down), 0.5, 0.1);
  const auto lying = [](Vec3 at, double) { return turned(at, turn_x(kPi / 2)) - Vec3{0, 0, .8}; };
  check_follows(moving(down, kFrames, lying), 0.5, 0.1);
  check_follows(moving(down, kFrames, still), 0.5, 0.1);
}

BOOST_AUTO_TEST_CASE(errors_of_a_centimetre_flip_nothing) {
  const auto still = [](Vec3 at, double) { return at; };
  const auto upside_down = [](Vec3 at, double) { return turned(at, turn_x(kPi)); };
  for (const Arms arms : {Arms::side, Arms::down, Arms::up})
    check_follows(shaken(moving(standing(arms), kFrames, still), 0.01), 12, 15);
  check_follows(shaken(moving(standing(Arms::up), kFrames, upside_down), 0.01), 12, 15);
}

BOOST_AUTO_TEST_CASE(an_arm_that_circles_stays_whole) {
  const Tensor poses = moving(standing(Arms::side), kFrames, [](Vec3 at, double t) {
    // What lies beyond a shoulder goes round in the body's sagittal plane.
    const double side = at.x > 0 ? 1 : -1, beyond = std::abs(at.x) - .15;
    if (std::abs(at.z - 1.45) > .01 || beyond <= 0) return at;
    const double angle = 4 * kPi * t;
    return Vec3{side * (.15 + .2 * beyond), .98 * beyond * std::sin(angle),
                1.45 - .98 * beyond * std::cos(angle)};
  });
  check_follows(poses, 1, 6);
}

BOOST_AUTO_TEST_CASE(bones_keep_their_lengths) {
  const BodyFit fitted =
      fit(shaken(moving(standing(Arms::down), kFrames, [](Vec3 at, double) { return at; }), 0.02));
  for (const auto& [joint, parent] : h36m_17().bones()) {
    if (joint == 9 || joint == 10 || joint == 11 || joint == 14) continue;  // turn about the neck
    const double first =
        length(joint_of(fitted.positions, 0, joint) - joint_of(fitted.positions, 0, parent));
    for (Index t = 0; t < kFrames; ++t)
      BOOST_TEST(std::abs(length(joint_of(fitted.positions, t, joint) -
                                 joint_of(fitted.positions, t, parent)) -
                          first) < 1e-6);
  }
}

BOOST_AUTO_TEST_CASE(knees_and_elbows_bend_their_way_only) {
  const Tensor poses =
      shaken(moving(standing(Arms::down), kFrames, [](Vec3 at, double) { return at; }), 0.02);
  for (const BodyPose& pose : fit(poses).motion.frames) {
    for (const auto& [part, axis] : {std::pair{BodyPart::left_shank, Vec3{1, 0, 0}},
                                     {BodyPart::right_shank, {1, 0, 0}},
                                     {BodyPart::left_forearm, {0, -1, 0}},
                                     {BodyPart::right_forearm, {0, 1, 0}}}) {
      const Vec3 turn = vector_of(pose.turns[index_of(part)]);
      BOOST_TEST(length(across(turn, axis)) < 1e-6);
      BOOST_TEST(dot(turn, axis) > -0.2);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_told_height_scales_everything) {
  const Tensor poses = moving(standing(Arms::down), 20, [](Vec3 at, double t) {
    return at + Vec3{t, 0, 0};
  });
  const BodyFit plain = fit(poses),
                tall = pose::fit_body(poses, h36m_17(), {.fps = 30, .height = 1.9});
  const double factor = 1.9 / plain.motion.shape.height;
  BOOST_TEST(tall.motion.shape.height == 1.9, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(length(tall.motion.frames[19].position - factor * plain.motion.frames[19].position) <
             1e-3);
  BOOST_TEST(mean_residual(tall) < 1);
}

BOOST_AUTO_TEST_CASE(what_is_not_seen_is_passed_through) {
  const Tensor whole = moving(standing(Arms::down), 40, [](Vec3 at, double t) {
    return at + Vec3{t, 0, 0};
  });
  const Tensor poses = whole.clone();
  float* const numbers = poses.data<float>();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (std::size_t t = 10; t < 15; ++t) std::fill_n(numbers + t * 51, 51, nan);
  for (std::size_t t = 0; t < 40; ++t)
    numbers[t * 51 + 3 * 13] = nan;  // a wrist, but for one frame
  numbers[20 * 51 + 3 * 13] = whole.cpu_view<float>()[20 * 51 + 3 * 13];
  const BodyFit fitted = fit(poses);
  BOOST_TEST(mean_residual(fitted) < 1);
  for (Index t = 0; t < 40; ++t)
    BOOST_TEST(length(joint_of(fitted.positions, t, 0) - joint_of(whole, t, 0)) < 0.005);
  // Where it was not seen, no length is taken.
  BOOST_TEST(fitted.motion.shape.offsets[index_of(BodyPart::left_hand)].x == 0.25,
             boost::test_tools::tolerance(0.01));
}

BOOST_AUTO_TEST_CASE(a_frame_that_is_missing_spoils_no_other) {
  const Tensor whole = shaken(moving(standing(Arms::side), 40,
                                     [](Vec3 at, double t) {
                                       return at + Vec3{t, 0, 0};
                                     }),
                              0.005);
  const Tensor poses = whole.clone();
  std::fill_n(poses.data<float>() + 5 * 51, 51, std::numeric_limits<float>::infinity());
  BOOST_TEST(mean_residual(fit(poses)) < 1.05 * mean_residual(fit(whole)));
}

BOOST_AUTO_TEST_CASE(long_clips_join_their_pieces) {
  const BodyFit fitted = fit(moving(standing(Arms::side), 1000, [](Vec3 at, double t) {
    return turned(at, turn_z(20 * kPi * t));
  }));
  BOOST_TEST(mean_residual(fitted) < 0.5);
  BOOST_TEST(fastest_turn(fitted) < 2.5);
}

// What looks ahead is solved again: the second piece alone is as it was among all.
BOOST_AUTO_TEST_CASE(no_frame_knows_where_its_piece_ended) {
  const Tensor clip =
      shaken(moving(standing(Arms::side), 400,
                    [](Vec3 at, double t) { return turned(at, turn_z(4 * kPi * t)); }),
             0.01);
  constexpr Index kFrom = 150;
  const Tensor part = Tensor::zeros({400 - kFrom, 17, 3});
  std::copy_n(clip.data<float>() + kFrom * 51, part.numel(), part.data<float>());
  const BodyFit all = fit(clip), rest = fit(part);
  // Bones are those of other frames, which moves all a little.
  double at_seams = 0, elsewhere = 0;
  for (std::size_t t = 240; t < 400; ++t) {
    double apart = 0;
    for (std::size_t p = 0; p < kBodyParts; ++p)
      apart += length(vector_of(conjugate(all.motion.frames[t].turns[p]) *
                                rest.motion.frames[t - kFrom].turns[p]));
    double& most = (t >= 250 && t < 262) || (t >= 314 && t < 326) ? at_seams : elsewhere;
    most = std::max(most, apart);
  }
  BOOST_TEST_MESSAGE("at seams " << at_seams << ", elsewhere " << elsewhere);
  BOOST_TEST(at_seams < 1.5 * elsewhere);
}

BOOST_AUTO_TEST_CASE(the_fit_is_a_minimum) {
  const Tensor poses =
      shaken(moving(standing(Arms::down), 20, [](Vec3 at, double) { return at; }), 0.03);
  const BodyJoints joints = body_joints(h36m_17(), "test");
  const std::vector<BodyFrame> frames = body_frames(poses, joints, {}, "test");
  const SizedBody body = body_size(frames, joints, "test");
  const BodyEquations equations(body, 30);
  const std::vector<BodyPose> fitted = fit(poses).motion.frames;
  const double cost = equations.cost(frames, fitted, nullptr);
  std::vector<double> step(kUnknowns);
  for (const std::size_t t : {std::size_t{0}, std::size_t{9}, std::size_t{19}})
    for (std::size_t u = 0; u < kUnknowns; ++u)
      for (const double by : {-0.01, 0.01}) {
        step[u] = by;
        std::vector<BodyPose> other = fitted;
        other[t] = changed(fitted[t], step);
        step[u] = 0;
        BOOST_TEST(equations.cost(frames, other, nullptr) > cost, "frame " << t << ", " << u);
      }
}

BOOST_AUTO_TEST_CASE(a_joint_that_is_not_believed_moves_little) {
  const Tensor right = moving(standing(Arms::down), 30, [](Vec3 at, double) { return at; });
  const Tensor poses = right.clone(), confidence = Tensor::full({30, 17}, 1);
  constexpr std::size_t kFrame = 15, kWrist = 13;
  poses.data<float>()[kFrame * 51 + 3 * kWrist] += 0.1F;
  const auto error = [&](const Tensor& trust) {
    const BodyFit fitted = pose::fit_body(poses, h36m_17(), {.fps = 30, .confidence = trust});
    return length(joint_of(fitted.positions, kFrame, kWrist) - joint_of(right, kFrame, kWrist));
  };
  const double believed = error(confidence);
  confidence.data<float>()[kFrame * 17 + kWrist] = 0.01F;
  BOOST_TEST(error(confidence) < 0.3 * believed);
}

BOOST_AUTO_TEST_CASE(feet_stand_where_contacts_say_so) {
  // The left ankle 0.3 m high, its shank 30 degrees from upright.
  const Tensor poses = moving(standing(Arms::down), 10, [](Vec3 at, double) { return at; });
  for (std::size_t t = 0; t < 10; ++t) {
    float* const left = poses.data<float>() + t * 51 + 3 * 5;
    const std::array<float, 6> leg{.13F, -.38F, .70F, .13F, -.59F, .336F};
    std::ranges::copy(leg, left);
  }
  const auto slope = [&](Index stands) {
    const Tensor contacts = Tensor::full({10, 2}, static_cast<double>(stands), DType::i64);
    const BodyFit fitted = pose::fit_body(poses, h36m_17(), {.fps = 30, .foot_contacts = contacts});
    const auto parts = placed(fitted.motion.shape, fitted.motion.frames[5]);
    return std::abs(rotate(parts[index_of(BodyPart::left_foot)].turn, {0, 0, 1}).y);
  };
  BOOST_TEST(slope(1) < 0.02);
  BOOST_TEST(slope(0) > 0.3);
}

BOOST_AUTO_TEST_CASE(takes_humaneva_joints_too) {
  const Tensor h36m = moving(standing(Arms::down), 20, [](Vec3 at, double) { return at; });
  constexpr std::array<Index, 15> kFrom{0, 8, 11, 12, 13, 14, 15, 16, 4, 5, 6, 1, 2, 3, 10};
  std::vector<float> numbers;
  for (Index t = 0; t < 20; ++t)
    for (const Index j : kFrom)
      for (Index i = 0; i < 3; ++i)
        numbers.push_back(h36m.cpu_view<float>()[static_cast<std::size_t>((t * 17 + j) * 3 + i)]);
  const BodyFit fitted =
      pose::fit_body(Tensor::from<float>({20, 15, 3}, numbers), humaneva_15(), {.fps = 60});
  for (const double residual : fitted.residual_mm) BOOST_TEST(residual < 1);
}

BOOST_AUTO_TEST_CASE(refuses_what_it_cannot_fit) {
  const Tensor poses = moving(standing(Arms::down), 5, [](Vec3 at, double) { return at; });
  const Skeleton& skeleton = h36m_17();
  check_throws<ShapeError>([&] { pose::fit_body(poses, humaneva_15(), {.fps = 30}); },
                           "fit_body: 'poses' has shape (5, 17, 3); expected (T, 15, 3)");
  check_throws<ValueError>([&] { pose::fit_body(poses, skeleton, {}); },
                           "fit_body: fps: found 0, expected a positive number");
  check_throws<DataError>(
      [&] {
        pose::fit_body(Tensor::zeros({0, 17, 3}), skeleton, {.fps = 30});
      },
      "fit_body: found no frame");
  check_throws<DataError>(
      [&] {
        pose::fit_body(Tensor::zeros({5, 17, 3}), skeleton, {.fps = 30});
      },
      "fit_body: found a part of the body of 0 m, expected 0.01 or more");
  check_throws<DataError>(
      [&] {
        pose::fit_body(Tensor::full({5, 17, 3}, std::numeric_limits<double>::quiet_NaN()), skeleton,
                       {.fps = 30});
      },
      "fit_body: 'hip' is in no frame");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
