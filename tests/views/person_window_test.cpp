#include "pose/data/views/person_window.h"

#include <array>
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

using namespace posegrad;
using namespace posegrad::pose;

namespace {

constexpr Index kFrames = 5, kMiddle = 2;
constexpr Pinhole kCamera{.focal_length = 800, .x = 500, .y = 300};

struct Window {
  std::vector<float> keypoints = std::vector<float>(kFrames * 17 * 3);
  std::vector<float> out = std::vector<float>(kFrames * kWindowKeypoints * kWindowFeatures);
  Quaternion turn;

  float* at(Index t, Index k) { return &keypoints[static_cast<std::size_t>((t * 17 + k) * 3)]; }
  std::array<float, 3> seen(Index t, Index k) const {
    const auto i = static_cast<std::size_t>((t * kWindowKeypoints + k) * kWindowFeatures);
    return {out[i], out[i + 1], out[i + 2]};
  }
  Window& look(const Pinhole& camera = kCamera) {
    turn = person_window(keypoints.data(), kFrames, kMiddle, camera, out.data());
    return *this;
  }
};

// Points of a body that moves: directions from a camera turned by `turn`, in its axes.
Window filmed(const Quaternion& turn, double size = 0.1, const Pinhole& camera = kCamera) {
  Window w;
  for (Index t = 0; t < kFrames; ++t) {
    for (Index k = 0; k < 17; ++k) {
      const double angle = 0.7 * static_cast<double>(k);
      const double moved = 0.002 * static_cast<double>(t - kMiddle);
      // The torso's four keypoints have their middle at the origin.
      const bool torso = k == 5 || k == 6 || k == 11 || k == 12;
      const double x = torso ? (k % 2 == 1 ? 0.4 : -0.4) : std::cos(angle),
                   y = torso ? (k < 10 ? -0.6 : 0.6) : 1.3 * std::sin(angle);
      const Vec3 ray = rotate(conjugate(turn), {size * (x + moved), size * y, 1});
      float* const p = w.at(t, k);
      p[0] = static_cast<float>(camera.x + camera.focal_length * ray.x / ray.z);
      p[1] = static_cast<float>(camera.y + camera.focal_length * ray.y / ray.z);
      p[2] = 0.8F;
    }
  }
  return w;
}

double largest_difference(const Window& a, const Window& b, Index keypoints) {
  double most = 0;
  for (Index t = 0; t < kFrames; ++t)
    for (Index k = 0; k < keypoints; ++k)
      for (std::size_t d = 0; d < 3; ++d)
        most = std::max(most, std::abs(static_cast<double>(a.seen(t, k)[d]) - b.seen(t, k)[d]));
  return most;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(person_windows)

BOOST_AUTO_TEST_CASE(a_turned_camera_and_a_person_far_away_see_the_same) {
  const Window front = filmed(Quaternion{}).look();
  const Window aside = filmed(turn_x(0.3) * turn_y(-0.4)).look();
  const Window far = filmed(turn_x(-0.2) * turn_y(0.1), 0.04).look();
  // Not exactly: the middle of four pixels is not the pixel of their middle.
  BOOST_TEST(largest_difference(front, aside, 17) < 0.015);
  BOOST_TEST(largest_difference(front, far, 17) < 0.005);
  BOOST_TEST(largest_difference(front, filmed(turn_x(0.3), 0.1).look({1600, 500, 300}), 17) > 0.03);
}

BOOST_AUTO_TEST_CASE(the_turn_brings_the_middle_of_the_torso_before_the_camera) {
  const Quaternion turn = turn_x(0.3) * turn_y(-0.4);
  const Window w = filmed(turn).look();
  const Vec3 before = rotate(w.turn, rotate(conjugate(turn), {0, 0, 1}));
  BOOST_TEST(std::hypot(before.x, before.y) < 2e-3);
  BOOST_TEST(before.z > 0.99);
  const Quaternion told = turn_to({800, 500, 300}, 500 + 800, 300 - 800);
  const Vec3 ray = rotate(told, unit({1, -1, 1}));
  BOOST_TEST(std::hypot(ray.x, ray.y) < 1e-12);
}

BOOST_AUTO_TEST_CASE(the_last_keypoint_says_where_and_how_large) {
  const Window w = filmed(turn_x(0.3) * turn_y(-0.4)).look(), twice = filmed({}, 0.2).look();
  const auto view = w.seen(0, 17);
  // Right by 0.4; down by 0.3 from there.
  BOOST_TEST(view[0] == 0.4F, boost::test_tools::tolerance(5e-3F));
  BOOST_TEST(view[1] == std::atan(std::tan(0.3F) / std::cos(0.4F)),
             boost::test_tools::tolerance(5e-3F));
  BOOST_TEST(twice.seen(2, 17)[2] - filmed({}, 0.1).look().seen(2, 17)[2] == std::log(2.0F),
             boost::test_tools::tolerance(5e-3F));
}

BOOST_AUTO_TEST_CASE(a_field_of_view_is_a_focal_length) {
  const Pinhole wide = pinhole_of({1000, 600}, 90);
  BOOST_TEST(wide.focal_length == 500, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(wide.x == 500);
  BOOST_TEST(wide.y == 300);
  BOOST_TEST(usual_pinhole({600, 1000}).focal_length == 850);
}

BOOST_AUTO_TEST_CASE(what_was_not_seen_does_not_count) {
  Window clean = filmed({});
  for (Index t : {1, 2}) clean.at(t, 9)[2] = 0;
  Window dirty = clean;
  for (Index t : {1, 2}) dirty.at(t, 9)[0] = -1e6F;
  for (Index t : {1, 2}) dirty.at(t, 9)[1] = std::nanf("");
  BOOST_TEST(largest_difference(clean.look(), dirty.look(), kWindowKeypoints) == 0);
  // Linear between the frames that saw it: a third of the way from 0 to 3.
  const auto before = clean.seen(0, 9), after = clean.seen(3, 9), between = clean.seen(1, 9);
  BOOST_TEST(between[0] == before[0] + (after[0] - before[0]) / 3,
             boost::test_tools::tolerance(5e-3F));
  BOOST_TEST(between[2] == 0);
  BOOST_TEST(before[2] == 1);
}

BOOST_AUTO_TEST_CASE(a_keypoint_that_no_frame_saw_lies_in_the_middle) {
  Window w = filmed({});
  for (Index t = 0; t < kFrames; ++t) {
    w.at(t, 15)[0] = 123456;
    w.at(t, 15)[2] = 0;
  }
  const std::array<float, 3> nothing{0, 0, 0};
  BOOST_TEST(w.look().seen(2, 15) == nothing, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nobody_at_all_gives_numbers) {
  Window w;
  for (const float x : w.look().out) BOOST_TEST(std::isfinite(x));
  Window one = filmed({});  // all in one point
  for (Index t = 0; t < kFrames; ++t)
    for (Index k = 0; k < 17; ++k) std::copy_n(one.at(0, 0), 3, one.at(t, k));
  for (const float x : one.look().out) BOOST_TEST(std::isfinite(x));
}

// Scores count as seen or not, and not as numbers.
BOOST_AUTO_TEST_CASE(the_scale_of_scores_does_not_matter) {
  Window w = filmed({}), scaled = w;
  for (Index t = 0; t < kFrames; ++t)
    for (Index k = 0; k < 17; ++k) scaled.at(t, k)[2] = 0.004F;
  BOOST_TEST(largest_difference(w.look(), scaled.look(), kWindowKeypoints) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
