#include "pose/data/views/endless_views.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

#include <boost/test/unit_test.hpp>

#include "pose/data/views/keypoint_errors.h"
#include "tensor/error.h"
#include "tests/support/throws.h"
#include "tests/views/figure.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::pose::views;

namespace {

constexpr double kDegree = std::numbers::pi / 180;

const EndlessViews& some_views() {
  static const EndlessViews views(test::figure_clips(), {});
  return views;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(endless_views)

BOOST_AUTO_TEST_CASE(a_sample_is_its_key_and_its_number) {
  const View a = some_views().draw(7, 3), b = some_views().draw(7, 3), c = some_views().draw(7, 4),
             d = some_views().draw(8, 3);
  BOOST_TEST((a.window == b.window && a.pose == b.pose));
  BOOST_TEST((a.window != c.window));
  BOOST_TEST((a.window != d.window));
}

BOOST_AUTO_TEST_CASE(a_hundred_samples_are_finite_and_varied) {
  int portrait = 0, steep = 0, rolled = 0, near = 0, outside = 0, lost = 0;
  for (std::uint64_t i = 0; i < 400; ++i) {
    const View view = some_views().draw(1, i);
    for (const float x : view.window) BOOST_REQUIRE(std::isfinite(x));
    for (const Vec3& p : view.pose) BOOST_REQUIRE(std::isfinite(p.x + p.y + p.z));
    BOOST_TEST(length(view.pose[hip]) == 0);
    BOOST_TEST(length(view.pose[17]) == kUpLength, boost::test_tools::tolerance(1e-9));
    portrait += view.camera.size.height > view.camera.size.width ? 1 : 0;
    steep += view.camera.pitch > 25 * kDegree ? 1 : 0;
    rolled += std::abs(view.camera.roll) > 10 * kDegree ? 1 : 0;
    near += view.camera.distance < 2 ? 1 : 0;
    BOOST_TEST(view.camera.pitch >= -15 * kDegree - 1e-9);
    BOOST_TEST(view.camera.pitch <= 50 * kDegree + 1e-9);
    BOOST_TEST(std::abs(view.camera.roll) <= 25 * kDegree + 1e-9);
    for (std::size_t k = 2; k < view.keypoints.size(); k += 3) {
      if (view.keypoints[k] > 0) continue;
      const double x = view.keypoints[k - 2], y = view.keypoints[k - 1];
      const bool in = x >= 0 && y >= 0 && x <= static_cast<double>(view.camera.size.width) &&
                      y <= static_cast<double>(view.camera.size.height);
      ++(in ? lost : outside);
    }
  }
  for (const int count : {portrait, steep, rolled, near}) {
    BOOST_TEST(count > 10);
    BOOST_TEST(count < 300);
  }
  BOOST_TEST(lost > 100);
  BOOST_TEST(outside > 100);
}

// The window and the pose tell of one body: its joints, seen from the view's camera, lie where the
// window has the keypoints. A wrong turn, a mirrored axis or a swapped side makes this several
// times as large.
BOOST_AUTO_TEST_CASE(window_and_pose_agree) {
  constexpr std::array<std::pair<std::size_t, std::size_t>, 8> kSame{
      {{2, 14}, {3, 16}, {5, 13}, {6, 15}, {12, 7}, {13, 9}, {15, 8}, {16, 10}}};
  std::vector<double> errors;
  for (std::uint64_t i = 0; i < 300; ++i) {
    const View view = some_views().draw(2, i);
    const std::size_t frame = static_cast<std::size_t>(13 * kWindowKeypoints * kWindowFeatures);
    const auto seen = [&](std::size_t k) {
      const float* const p = &view.window[frame + k * 3];
      return Vec3{p[0], p[1], p[2]};
    };
    if (seen(11).z == 0 || seen(12).z == 0 || view.camera.distance < 4) continue;
    const Vec3 root = 0.5 * (seen(11) + seen(12));
    double xy = 0, xx = 0, square = 0, count = 0;
    for (const auto& [j, k] : kSame) {
      if (seen(k).z == 0) continue;
      const Vec3 a = seen(k) - root, b = view.pose[j];
      xy += a.x * b.x + a.y * b.y;
      xx += a.x * a.x + a.y * a.y;
    }
    for (const auto& [j, k] : kSame) {
      if (seen(k).z == 0) continue;
      const Vec3 a = xy / xx * (seen(k) - root), b = view.pose[j];
      square += std::hypot(a.x - b.x, a.y - b.y);
      ++count;
    }
    if (count > 3) errors.push_back(square / count);
  }
  BOOST_REQUIRE(errors.size() > 100U);
  std::ranges::nth_element(errors, errors.begin() + static_cast<std::ptrdiff_t>(errors.size() / 2));
  BOOST_TEST(errors[errors.size() / 2] < 0.045);  // metres, noise of detectors and perspective
}

BOOST_AUTO_TEST_CASE(up_is_up_in_the_picture_of_a_level_camera) {
  for (std::uint64_t i = 0; i < 200; ++i) {
    const View view = some_views().draw(3, i);
    if (std::abs(view.camera.pitch) > 5 * kDegree || std::abs(view.camera.roll) > 5 * kDegree)
      continue;
    BOOST_TEST(view.pose[17].y < -0.35);  // y points down; the view turns to the person
  }
}

BOOST_AUTO_TEST_CASE(a_camera_sees_its_person_where_it_says) {
  synth::Random random(5, {});
  for (int i = 0; i < 100; ++i) {
    const Vec3 hips{1, -2, 0.9};
    const ViewCamera camera = draw_camera(hips, random);
    const Vec3 seen = camera.to_camera(hips);
    BOOST_TEST(length(seen) == camera.distance, boost::test_tools::tolerance(1e-9));
    const Vec3 pixel = camera.pixel(seen);
    BOOST_TEST((pixel.x > 0 && pixel.x < static_cast<double>(camera.size.width)));
    BOOST_TEST((pixel.y > 0 && pixel.y < static_cast<double>(camera.size.height)));
    // Right-handed axes, and the pitch that it says.
    BOOST_TEST(length(cross(camera.right, camera.down) - camera.forward) < 1e-9);
    BOOST_TEST(camera.forward.z == -std::sin(camera.pitch), boost::test_tools::tolerance(1e-9));
    BOOST_TEST(std::atan2(camera.right.z, -camera.down.z) + camera.roll < 1e-9);
  }
}

BOOST_AUTO_TEST_CASE(a_causal_sample_ends_with_its_pose) {
  ViewOptions last;
  last.causal = true;
  last.vary_pose = false;
  const EndlessViews views(test::figure_clips(), last);
  const View view = views.draw(1, 1);
  BOOST_TEST(view.window.size() == 27U * 18 * 3);
  // The view is turned to where the person is at the end.
  const std::size_t frame = static_cast<std::size_t>(26 * 18 * 3);
  double x = 0;
  for (const std::size_t k : {5UL, 6UL, 11UL, 12UL}) x += view.window[frame + k * 3] / 4;
  BOOST_TEST(std::abs(x) < 0.3);
}

/// Somebody who stands still as many detectors see them, 100 pixels a metre.
std::vector<std::vector<SeenBody>> seen_by_detectors(std::size_t detectors, std::size_t frames,
                                                     bool hidden) {
  std::vector<std::vector<SeenBody>> all;
  for (std::size_t i = 0; i < detectors; ++i) {
    synth::Random random(1, {i});
    std::vector<SeenBody> seen(frames);
    for (SeenBody& body : seen) body.fill({500, 500, true});
    std::array<bool, kCocoKeypoints> behind{};
    behind.fill(hidden);
    detect(seen, std::vector(frames, behind), 100, {1000, 1000}, random);
    all.push_back(std::move(seen));
  }
  return all;
}

double off(const SeenPoint& p) { return std::hypot(p.x - 500, p.y - 500); }

// Mean error of the body's keypoints that were found, centimetres.
double mean_error(const std::vector<std::vector<SeenBody>>& all) {
  double sum = 0, count = 0;
  for (const auto& frames : all)
    for (const SeenBody& body : frames)
      for (std::size_t k = 5; k < body.size(); ++k)
        if (body[k].seen) sum += off(body[k]), ++count;
  return sum / count;
}

BOOST_AUTO_TEST_CASE(a_detector_errs_more_where_it_cannot_see) {
  const double open = mean_error(seen_by_detectors(200, 27, false)),
               hidden = mean_error(seen_by_detectors(200, 27, true));
  BOOST_TEST(open > 1.2);
  BOOST_TEST(open < 3.5);
  BOOST_TEST(hidden > 2 * open);
}

BOOST_AUTO_TEST_CASE(most_of_an_error_stays_for_a_second) {
  // Of each joint in each window: a jump is rare, and would outweigh all others in a sum.
  int stays = 0, all = 0;
  for (const auto& frames : seen_by_detectors(200, 27, false))
    for (std::size_t k = 5; k < kCocoKeypoints; ++k, ++all) {
      double mean = 0, moves = 0;
      for (const SeenBody& body : frames) mean += (body[k].x - 500) / 27;
      for (const SeenBody& body : frames) moves += std::pow(body[k].x - 500 - mean, 2) / 27;
      stays += mean * mean > moves ? 1 : 0;
    }
  BOOST_TEST(stays > 0.55 * all);
  BOOST_TEST(stays < 0.85 * all);
}

BOOST_AUTO_TEST_CASE(faces_are_lost_guessed_and_put_elsewhere_together) {
  int lost = 0, together = 0;
  for (const auto& frames : seen_by_detectors(400, 27, true)) {
    int unseen = 0;
    for (std::size_t k = 0; k < 5; ++k) unseen += frames[13][k].seen ? 0 : 1;
    lost += unseen == 5 ? 1 : 0;
  }
  BOOST_TEST(lost > 140);
  BOOST_TEST(lost < 280);
  for (const auto& frames : seen_by_detectors(400, 27, false)) {
    double nearest = 1000;
    for (std::size_t k = 0; k < 5; ++k) nearest = std::min(nearest, off(frames[13][k]));
    together += nearest > 8 ? 1 : 0;
  }
  BOOST_TEST(together > 15);
  BOOST_TEST(together < 80);
}

BOOST_AUTO_TEST_CASE(some_faces_are_lost_while_the_body_is_not) {
  int lost = 0;
  for (const auto& frames : seen_by_detectors(400, 27, false)) {
    const SeenBody& body = frames[13];
    lost += std::none_of(body.begin(), body.begin() + 5, [](const auto& p) { return p.seen; }) &&
                    body[5].seen && body[6].seen
                ? 1
                : 0;
  }
  BOOST_TEST(lost > 8);
  BOOST_TEST(lost < 45);
}

BOOST_AUTO_TEST_CASE(some_faces_are_found_badly_while_the_body_is_not) {
  int poor = 0;
  for (const auto& frames : seen_by_detectors(400, 27, false)) {
    std::array<double, 5> face;
    for (std::size_t k = 0; k < 5; ++k) face[k] = off(frames[13][k]);
    std::ranges::nth_element(face, face.begin() + 2);
    double body = 0;
    for (std::size_t k = 5; k < kCocoKeypoints; ++k) body += off(frames[13][k]) / 12;
    poor += face[2] > 1.5 * body ? 1 : 0;
  }
  BOOST_TEST(poor > 50);
  BOOST_TEST(poor < 160);
}

BOOST_AUTO_TEST_CASE(a_head_seen_from_behind_hides_its_face) {
  int front = 0, front_found = 0, back = 0, back_found = 0;
  for (std::uint64_t i = 0; i < 600; ++i) {
    const View view = some_views().draw(5, i);
    const bool found = view.keypoints[(13 * 17 + 0) * 3 + 2] > 0;
    const Vec3 across = view.pose[left_shoulder] - view.pose[right_shoulder],
               along = view.pose[thorax];
    const double toward = -cross(across, along).z;  // the chest faces the camera
    if (toward > 0.05) ++front, front_found += found ? 1 : 0;
    if (toward < -0.05) ++back, back_found += found ? 1 : 0;
  }
  BOOST_TEST(front > 50);
  BOOST_TEST(back > 50);
  BOOST_TEST(front_found / static_cast<double>(front) >
             back_found / static_cast<double>(back) + 0.2);
}

BOOST_AUTO_TEST_CASE(some_windows_begin_before_the_video_or_end_after_it) {
  constexpr std::size_t kFrame = 17 * 3;
  int begin = 0, end = 0;
  for (std::uint64_t i = 0; i < 400; ++i) {
    const View view = some_views().draw(11, i);
    const auto frame = [&](std::size_t t) {
      return std::span(view.keypoints).subspan(t * kFrame, kFrame);
    };
    const bool begins = std::ranges::equal(frame(0), frame(1)),
               ends = std::ranges::equal(frame(25), frame(26));
    begin += begins ? 1 : 0;
    end += ends ? 1 : 0;
    BOOST_TEST(!(begins && ends));
    // What comes behind the middle of a window that begins late is seen as ever.
    if (begins) BOOST_TEST(!std::ranges::equal(frame(13), frame(14)));
  }
  BOOST_TEST(begin > 25);
  BOOST_TEST(begin < 75);
  BOOST_TEST(end > 25);
  BOOST_TEST(end < 75);
}

BOOST_AUTO_TEST_CASE(nobody_is_found_outside_of_the_picture) {
  synth::Random random(1, {});
  std::vector<SeenBody> seen(10);
  for (SeenBody& body : seen) body.fill({1200, 500, true});
  detect(seen, std::vector(10, std::array<bool, kCocoKeypoints>{}), 100, {1000, 1000}, random);
  for (const SeenBody& body : seen)
    for (const SeenPoint& p : body) BOOST_TEST(!p.seen);
}

BOOST_AUTO_TEST_CASE(clips_of_another_shape_are_refused) {
  test::check_throws<DataError>([] { EndlessViews({}, {}); },
                                "endless views: there is no clip of motion");
  test::check_throws<DataError>(
      [] {
        EndlessViews({{"A", "x", Tensor::zeros({5, 17, 3})}}, {});
      },
      "endless views: subject A, action 'x' has the shape (5, 17, 3); expected (frames, 22, 3)");
  test::check_throws<DataError>(
      [] {
        EndlessViews({{"A", "x", Tensor::zeros({0, 22, 3})}}, {});
      },
      "endless views: subject A, action 'x' has the shape (0, 22, 3); expected (frames, 22, 3)");
}

BOOST_AUTO_TEST_CASE(a_clip_of_one_frame_stands_still) {
  const EndlessViews views({{"A", "x", test::walking_figure(1)}}, {});
  for (const float x : views.draw(1, 1).window) BOOST_TEST(std::isfinite(x));
}

BOOST_AUTO_TEST_SUITE_END()
