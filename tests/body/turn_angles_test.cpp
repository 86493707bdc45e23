#include "pose/body/turn_angles.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <random>

#include <boost/test/unit_test.hpp>

#include "tests/body/posed_body.h"
#include "tests/mocap/turns.h"

namespace posegrad::test {
namespace {

using pose::Quaternion;
using pose::TurnAngles;
using pose::TurnOrder;

constexpr double kFps = 50;

Matrix rotation_of(TurnOrder order, double first, double second, double third) {
  switch (order) {
    case TurnOrder::zxy:
      return turn('Z', first) * turn('X', second) * turn('Y', third);
    case TurnOrder::yxz:
      return turn('Y', first) * turn('X', second) * turn('Z', third);
    case TurnOrder::yxy:
      break;
  }
  return turn('Y', first) * turn('X', -second) * turn('Y', third);
}

/// Degrees between two rotations.
double apart(const Matrix& a, const Matrix& b) {
  const Matrix difference = transposed(a) * b;
  const double trace = difference[0][0] + difference[1][1] + difference[2][2];
  return 180 / std::numbers::pi * std::acos(std::clamp((trace - 1) / 2, -1.0, 1.0));
}

using Given = std::array<double, 3>;

struct Clip {
  std::vector<Matrix> matrices;
  std::vector<Quaternion> rotations;

  void add(const Matrix& m) {
    matrices.push_back(m);
    rotations.push_back(quaternion_of(m));
  }
};

/// The largest step of an angle between two frames.
double largest_step(const std::vector<double>& angles) {
  double largest = 0;
  for (std::size_t t = 1; t < angles.size(); ++t)
    largest = std::max(largest, std::abs(angles[t] - angles[t - 1]));
  return largest;
}

/// Far from the lock angles make the rotation again; near it they are off by 12 degrees at most.
void check_rotations(const Clip& clip, const TurnAngles& angles, TurnOrder order,
                     double bound = 1e-6) {
  for (std::size_t t = 0; t < clip.matrices.size(); ++t) {
    const Matrix made = rotation_of(order, angles.first[t], angles.second[t], angles.third[t]);
    BOOST_TEST(apart(made, clip.matrices[t]) <= bound, "frame " << t);
  }
}

BOOST_AUTO_TEST_SUITE(turn_angles)

BOOST_AUTO_TEST_CASE(angles_of_one_rotation_are_those_it_was_made_of) {
  for (const TurnOrder order : {TurnOrder::zxy, TurnOrder::yxz, TurnOrder::yxy})
    for (const Given& given : {Given{0, 30, 0}, Given{20, 40, 10}, Given{-35, 70, 50},
                               Given{80, 15, -60}, Given{-100, 50, 20}, Given{5, 83, -5}}) {
      const Matrix m = rotation_of(order, given[0], given[1], given[2]);
      const Quaternion q = quaternion_of(m);
      const Quaternion longer{-3 * q.w, -3 * q.x, -3 * q.y, -3 * q.z};  // the same rotation
      for (const Quaternion& rotation : {q, longer}) {
        const TurnAngles angles = pose::turn_angles(std::array{rotation}, order, kFps);
        BOOST_TEST(std::abs(angles.first[0] - given[0]) < 1e-9);
        BOOST_TEST(std::abs(angles.second[0] - given[1]) < 1e-9);
        BOOST_TEST(std::abs(angles.third[0] - given[2]) < 1e-9);
      }
    }
}

BOOST_AUTO_TEST_CASE(a_second_angle_goes_on_beyond_90_and_around) {
  for (const TurnOrder order : {TurnOrder::zxy, TurnOrder::yxz}) {
    Clip clip;
    for (int t = 0; t <= 180; ++t) clip.add(rotation_of(order, 0, 4 * t, 0));
    const TurnAngles angles = pose::turn_angles(clip.rotations, order, kFps);
    for (std::size_t t = 0; t <= 180; ++t) {
      BOOST_TEST(std::abs(angles.second[t] - 4 * static_cast<double>(t)) < 1e-6);
      BOOST_TEST(std::abs(angles.first[t]) < 1e-6);
      BOOST_TEST(std::abs(angles.third[t]) < 1e-6);
    }
  }
}

BOOST_AUTO_TEST_CASE(full_turns_are_counted) {
  for (const TurnOrder order : {TurnOrder::zxy, TurnOrder::yxz, TurnOrder::yxy}) {
    Clip first, third;
    for (int t = 0; t <= 100; ++t) {
      first.add(rotation_of(order, 9 * t, 30, 0));
      third.add(rotation_of(order, 0, 30, -9 * t));
    }
    BOOST_TEST(std::abs(pose::turn_angles(first.rotations, order, kFps).first[100] - 900) < 1e-6);
    BOOST_TEST(std::abs(pose::turn_angles(third.rotations, order, kFps).third[100] + 900) < 1e-6);
  }
}

BOOST_AUTO_TEST_CASE(a_turn_inside_the_lock_is_counted) {
  // Someone who lies with the head along z rolls once around, then gets up.
  for (const double side : {90.0, -90.0}) {
    Clip clip;
    for (int t = 0; t <= 40; ++t) clip.add(rotation_of(TurnOrder::zxy, 0, side * t / 40, 0));
    for (int t = 0; t <= 40; ++t) clip.add(rotation_of(TurnOrder::zxy, 9 * t, side, 0));
    for (int t = 40; t >= 0; --t) clip.add(rotation_of(TurnOrder::zxy, 360, side * t / 40, 0));
    const TurnAngles angles = pose::turn_angles(clip.rotations, TurnOrder::zxy, kFps);
    const double together = side > 0 ? 1 : -1;
    const std::size_t last = clip.rotations.size() - 1;
    BOOST_TEST(std::abs(angles.first[last] + together * angles.third[last] - 360) < 1e-6);
    BOOST_TEST(largest_step(angles.first) < 60);
    BOOST_TEST(largest_step(angles.third) < 60);
    check_rotations(clip, angles, TurnOrder::zxy, 12);
  }
}

BOOST_AUTO_TEST_CASE(noise_in_the_lock_is_not_made_a_spin) {
  std::mt19937 random(5);
  std::normal_distribution<double> noise(0, 1);
  const auto shaken = [&](const Matrix& m) {
    return turns("XYZ", {noise(random), noise(random), noise(random)}) * m;
  };
  for (const TurnOrder order : {TurnOrder::zxy, TurnOrder::yxz}) {
    for (const double top : {90.0, 130.0}) {  // held in it, and through it
      Clip clip;
      for (int t = 0; t <= 60; ++t) clip.add(shaken(rotation_of(order, 0, top * t / 60, 0)));
      for (int t = 0; t <= 60; ++t) clip.add(shaken(rotation_of(order, 0, top, 0)));
      for (int t = 60; t >= 0; --t) clip.add(shaken(rotation_of(order, 0, top * t / 60, 0)));
      const TurnAngles angles = pose::turn_angles(clip.rotations, order, kFps);
      check_rotations(clip, angles, order, 12);
      for (std::size_t t = 0; t < clip.rotations.size(); ++t) {
        BOOST_TEST(std::abs(angles.first[t]) < 45, t << ": " << angles.first[t]);
        BOOST_TEST(std::abs(angles.third[t]) < 45, t << ": " << angles.third[t]);
      }
      BOOST_TEST(std::abs(angles.second[90] - top) < 8);
      BOOST_TEST(std::abs(angles.second.back()) < 8);
    }
  }
  Clip hanging;  // where the plane of elevation has no meaning
  for (int t = 0; t <= 60; ++t) hanging.add(shaken(kNoTurn));
  const TurnAngles angles = pose::turn_angles(hanging.rotations, TurnOrder::yxy, kFps);
  BOOST_TEST(largest_step(angles.first) < 60);
  check_rotations(hanging, angles, TurnOrder::yxy, 12);
}

BOOST_AUTO_TEST_CASE(exactly_in_the_lock_the_third_angle_is_0) {
  for (const double second : {90.0, -90.0}) {
    const std::array still{quaternion_of(rotation_of(TurnOrder::zxy, 25, second, 0)),
                           quaternion_of(rotation_of(TurnOrder::zxy, 25, second, 0))};
    const TurnAngles angles = pose::turn_angles(still, TurnOrder::zxy, kFps);
    BOOST_TEST(std::abs(angles.first[1] - 25) < 1e-4);
    BOOST_TEST(std::abs(angles.second[1] - second) < 1e-4);
    BOOST_TEST(std::abs(angles.third[1]) < 1e-4);
  }
  const std::array none{Quaternion{}};
  const TurnAngles angles = pose::turn_angles(none, TurnOrder::yxy, kFps);
  BOOST_TEST(angles.first[0] == 0);
  BOOST_TEST(angles.second[0] == 0);
  BOOST_TEST(angles.third[0] == 0);
}

BOOST_AUTO_TEST_CASE(any_motion_is_described_within_its_bounds) {
  // Slow random tumbling that meets the lock now and then.
  std::mt19937 random(11);
  std::normal_distribution<double> noise(0, 0.4);
  for (const TurnOrder order : {TurnOrder::zxy, TurnOrder::yxz, TurnOrder::yxy}) {
    Clip clip;
    Matrix m = kNoTurn;
    std::array<double, 3> speed{};
    for (int t = 0; t < 3000; ++t) {
      for (double& s : speed) s = 0.98 * s + noise(random);
      m = m * turns("XYZ", speed);
      clip.add(m);
    }
    const TurnAngles angles = pose::turn_angles(clip.rotations, order, kFps);
    std::size_t exact = 0;
    for (std::size_t t = 0; t < clip.matrices.size(); ++t) {
      const double off = apart(
          rotation_of(order, angles.first[t], angles.second[t], angles.third[t]), clip.matrices[t]);
      BOOST_TEST(off <= 12.0001, "frame " << t);
      exact += off < 1e-5 ? 1 : 0;
    }
    BOOST_TEST(exact > 2500U);
    for (const auto* list : {&angles.first, &angles.second, &angles.third})
      BOOST_TEST(largest_step(*list) < 240);
  }
}

BOOST_AUTO_TEST_CASE(a_pose_that_jumps_leaves_no_turn_behind) {
  Clip clip;
  for (int t = 0; t < 100; ++t) clip.add(rotation_of(TurnOrder::zxy, 178, 0, 0));
  for (int t = 0; t < 100; ++t) clip.add(rotation_of(TurnOrder::zxy, 0, -180 + t, 0));
  for (int t = 0; t < 100; ++t) clip.add(rotation_of(TurnOrder::zxy, -20, 0, 0));
  const TurnAngles angles = pose::turn_angles(clip.rotations, TurnOrder::zxy, kFps);
  BOOST_TEST(std::abs(angles.first[50] - 178) < 1e-6);
  BOOST_TEST(std::abs(angles.second[150] + 130) < 1e-6);
  BOOST_TEST(std::abs(angles.first[250] + 20) < 1e-6);
  BOOST_TEST(std::abs(angles.second[250]) < 1e-6);
  BOOST_TEST(std::abs(angles.third[250]) < 1e-6);
}

BOOST_AUTO_TEST_CASE(what_is_no_rotation_is_left_out) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Quaternion good = quaternion_of(turn('Z', 170)), next = quaternion_of(turn('Z', 190));
  const std::array rotations{Quaternion{nan, 0, 0, 0}, good, Quaternion{0, 0, 0, 0}, next,
                             Quaternion{1, std::numeric_limits<double>::infinity(), 0, 0}};
  for (const TurnOrder order : {TurnOrder::zxy, TurnOrder::yxz, TurnOrder::yxy}) {
    const TurnAngles angles = pose::turn_angles(rotations, order, kFps);
    for (const std::size_t t : {0U, 2U, 4U})
      for (const auto* list : {&angles.first, &angles.second, &angles.third})
        BOOST_TEST(std::isnan((*list)[t]));
    for (const auto* list : {&angles.first, &angles.second, &angles.third})
      BOOST_TEST((std::isfinite((*list)[1]) && std::isfinite((*list)[3])));
  }
  const TurnAngles angles = pose::turn_angles(rotations, TurnOrder::zxy, kFps);
  BOOST_TEST(std::abs(angles.first[3] - 190) < 1e-9);
  BOOST_TEST(pose::turn_angles({}, TurnOrder::zxy, kFps).first.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
