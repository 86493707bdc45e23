#include "pose/data/mocap/checks.h"

#include <limits>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/mocap/posed_rigs.h"

namespace posegrad::test {
namespace {

using namespace pose::mocap;

Motion sound() { return invented_motion(0, 20); }

std::string fault_text(const Motion& motion) {
  const auto fault = fault_of(motion);
  return fault ? fmt::format("{}: {}", fault->kind, fault->detail) : "none";
}

/// A body that stands as a T.
Body t_body() {
  Body body;
  const Targets t = standing_t();
  std::copy_n(t.begin(), kPoints, body.begin());
  return body;
}

/// Shoulder, elbow and wrist turned up by an angle about the shoulder.
void raise(Body& body, Point shoulder, Point elbow, Point wrist, double degrees) {
  const Matrix up = turn('Y', body[elbow].x > 0 ? -degrees : degrees);
  for (const Point point : {elbow, wrist})
    body[point] = body[shoulder] + up * (body[point] - body[shoulder]);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(clip_checks)

BOOST_AUTO_TEST_CASE(a_sound_clip_has_no_fault) {
  for (std::size_t kind = 0; kind < 12; ++kind)
    BOOST_TEST(fault_text(invented_motion(kind, 20)) == "none");
}

BOOST_AUTO_TEST_CASE(clips_without_motion) {
  BOOST_TEST(fault_text({}) == "fewer than two frames: 0 frames");
  BOOST_TEST(fault_text({sound()[0]}) == "fewer than two frames: 1 frames");
}

BOOST_AUTO_TEST_CASE(numbers_that_are_none) {
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
    for (const std::size_t point : {std::size_t{0}, std::size_t{9}, std::size_t{21}}) {
      Motion motion = sound();
      motion[7][point].z = bad;
      BOOST_TEST(fault_text(motion) == "numbers that are not finite: frame 7");
    }
}

BOOST_AUTO_TEST_CASE(bones_without_length) {
  Motion motion = sound();
  motion[5][left_knee] = motion[5][left_hip];
  BOOST_TEST(fault_text(motion) == "a bone without length: left thigh: frame 5");
  for (const auto& [from, to, name] : {std::tuple{right_shoulder, left_shoulder, "shoulders"},
                                       {thorax, neck, "neck"},
                                       {neck, head, "head"}}) {
    motion = sound();
    for (Body& body : motion) body[to] = body[from];
    BOOST_TEST(fault_of(motion)->kind == "a bone without length");
    BOOST_TEST(fault_of(motion)->detail.find(name) != std::string::npos);
  }
  motion = sound();
  for (Body& body : motion) {
    const Vec3 up = 0.5 * (body[left_hip] + body[right_hip]) -
                    0.5 * (body[left_shoulder] + body[right_shoulder]);
    for (const Point point :
         {left_shoulder, left_elbow, left_wrist, right_shoulder, right_elbow, right_wrist})
      body[point] = body[point] + up;
  }
  BOOST_TEST(fault_of(motion)->detail.find("torso") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(bones_that_change_their_length) {
  const auto stretched = [](double factor) {
    Motion motion = sound();
    Body& body = motion[4];
    body[right_wrist] = body[right_elbow] + factor * (body[right_wrist] - body[right_elbow]);
    return motion;
  };
  BOOST_TEST(fault_text(stretched(1.09)) == "none");
  BOOST_TEST(fault_text(stretched(0.91)) == "none");
  BOOST_TEST(fault_of(stretched(1.11))->kind == "bone lengths change by more than 10 %");
  BOOST_TEST(fault_of(stretched(0.89))->detail.starts_with("right forearm: 0."));
  BOOST_TEST(fault_of(stretched(0.89))->detail.find(" m in frame 4, 0.") != std::string::npos);
  Motion wide = sound();
  wide[2][left_hip] = wide[2][left_hip] + Vec3{0, 0, 0.3};
  BOOST_TEST(fault_of(wide).has_value());
}

BOOST_AUTO_TEST_CASE(legs_that_are_no_person_s) {
  for (const auto& [factor, fine] :
       {std::pair{0.001, false}, {0.3, false}, {0.6, true}, {1.6, true}, {100.0, false}}) {
    Motion motion = sound();
    for (Body& body : motion)
      for (Vec3& point : body) point = factor * point;
    const auto fault = fault_of(motion);
    BOOST_TEST(!fault.has_value() == fine, "factor " << factor);
    if (factor == 100) BOOST_TEST(fault->kind == "not the size of a person");
  }
}

BOOST_AUTO_TEST_CASE(a_t_at_the_start_is_seen) {
  Motion motion(5, t_body());
  BOOST_TEST(t_pose_frames(motion) == 5U);
  for (const Body& body : sound()) motion.push_back(body);
  BOOST_TEST(t_pose_frames(motion) == 5U);
  BOOST_TEST(t_pose_frames(sound()) == 0U);
  std::ranges::reverse(motion);
  BOOST_TEST(t_pose_frames(motion) == 0U);
  BOOST_TEST(t_pose_frames({}) == 0U);
}

BOOST_AUTO_TEST_CASE(what_is_not_quite_a_t_is_motion) {
  const auto is_t = [](const Body& body) { return t_pose_frames({body}) == 1; };
  Body body = t_body();
  raise(body, right_shoulder, right_elbow, right_wrist, 14);
  BOOST_TEST(is_t(body));
  raise(body, right_shoulder, right_elbow, right_wrist, 2);
  BOOST_TEST(!is_t(body));
  body = t_body();
  raise(body, left_shoulder, left_elbow, left_wrist, -16);
  BOOST_TEST(!is_t(body));
  body = t_body();
  body[left_wrist] = body[left_elbow] + Vec3{0, 0.25, 0};  // forearm forward
  BOOST_TEST(!is_t(body));
  body = t_body();
  body[right_ankle] = body[right_knee] + Vec3{0, -0.2, -0.34};  // a knee that bends
  BOOST_TEST(!is_t(body));
  body = t_body();
  for (Vec3& point : body) point = turn('X', 60) * point;  // lying on the way
  BOOST_TEST(!is_t(body));
  // Feet apart is a T, and so is one that looks elsewhere.
  body = t_body();
  for (const auto& [upper, knee, ankle, degrees] :
       {std::tuple{right_hip, right_knee, right_ankle, -20.0},
        {left_hip, left_knee, left_ankle, 20.0}})
    for (const Point point : {knee, ankle})
      body[point] = body[upper] + turn('Y', degrees) * (body[point] - body[upper]);
  BOOST_TEST(is_t(body));
  for (Vec3& point : body) point = turn('Z', 77) * point;
  BOOST_TEST(is_t(body));
  // Someone who walks like that moves.
  Motion walk(4, t_body());
  for (std::size_t frame = 0; frame < 4; ++frame)
    for (Vec3& point : walk[frame]) point.y += 0.02 * static_cast<double>(frame);
  BOOST_TEST(t_pose_frames(walk) == 3U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace posegrad::test
