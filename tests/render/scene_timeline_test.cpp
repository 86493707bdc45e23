#include "pose/render/scene_timeline.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "pose/scene/motion_errors.h"
#include "tensor/error.h"
#include "tests/render/scenes.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

BOOST_AUTO_TEST_SUITE(scene_timeline)

BOOST_AUTO_TEST_CASE(frames_are_the_motions_own) {
  Scene scene = walker(5, 2, 0.5);
  scene.frame_numbers = {10, 11, 12, 14, 15};
  const SceneTimeline timeline(scene, {});
  BOOST_TEST(timeline.size() == 5);
  BOOST_TEST(timeline.fps() == 25);
  const SceneFrame frame = timeline[3];
  BOOST_TEST(frame.index == 3);
  BOOST_TEST(frame.number == 14);
  BOOST_TEST(frame.time == 0.12);
  BOOST_REQUIRE(frame.motions.size() == 2);
  BOOST_TEST((frame.motions[1].joints[16] == joint_at(scene, 3, 16)));
  BOOST_TEST(frame.motions[0].root.x == 1.5);
  BOOST_TEST(frame.keypoints[0].x == 50);
  BOOST_TEST(std::isnan(frame.motions[1].error_mm));
}

BOOST_AUTO_TEST_CASE(first_limit_and_downsample_choose_frames) {
  const Scene scene = walker(11, 1, 0.5);
  const auto sizes = [&](DrawnFrames range) { return SceneTimeline(scene, range).size(); };
  BOOST_TEST(sizes({.first = 4}) == 7);
  BOOST_TEST(sizes({.limit = 4}) == 4);
  BOOST_TEST(sizes({.limit = 40}) == 11);
  BOOST_TEST(sizes({.first = 9, .limit = 4}) == 2);
  BOOST_TEST(sizes({.downsample = 3}) == 3);  // two are left over
  BOOST_TEST(sizes({.downsample = 30}) == 1);

  const SceneTimeline timeline(scene, {.first = 1, .limit = 9, .downsample = 3});
  BOOST_TEST(timeline.size() == 3);
  BOOST_TEST(timeline.fps() == 25.0 / 3);
  BOOST_TEST(timeline[1].index == 4);
  BOOST_TEST(timeline[1].motions[0].root.x == 2.5);  // mean of frames 4, 5, 6
  BOOST_TEST(timeline[1].motions[0].joints[0].x == 2.5);
  BOOST_TEST(timeline.video_frames(2) == (std::vector<Index>{7, 8, 9}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_unknown_stays_so_and_the_root_waits) {
  const Scene scene = walker(6, 1, 1);
  const Tensor& positions = scene.motions[0].positions;
  forget(positions, 0, 0);
  forget(positions, 3, 0);
  forget(positions, 4, 0);
  forget(positions, 4, 16);
  forget(scene.keypoints->positions, 4, 2);
  const SceneTimeline single(scene, {});
  BOOST_TEST(single[0].motions[0].root.x == 1);  // where it will be first
  BOOST_TEST(single[3].motions[0].root.x == 2);
  BOOST_TEST(single[4].motions[0].root.x == 2);
  BOOST_TEST(single[5].motions[0].root.x == 5);
  BOOST_TEST(std::isnan(single[4].motions[0].joints[16].x));
  BOOST_TEST(std::isnan(single[4].keypoints[2].y));
  // A mean is one of what is known.
  const SceneTimeline pairs(scene, {.downsample = 2});
  BOOST_TEST(pairs[2].motions[0].joints[16].x == 5);
  BOOST_TEST(std::isnan(pairs[0].motions[0].joints[0].x) == false);
}

BOOST_AUTO_TEST_CASE(errors_are_those_of_the_frame) {
  Scene scene = walker(4, 2);
  const auto moved = scene.motions[1].positions.cpu_span<float>();
  moved[3 * (2 * 17 + 5) + 2] += 0.17F;  // frame 2, joint 5, up
  scene.motions[1].error_mm =
      frame_errors_mm(scene.motions[1].positions, scene.motions[0].positions);
  const SceneTimeline timeline(scene, {});
  BOOST_TEST(timeline[2].motions[1].error_mm == 10, boost::test_tools::tolerance(1e-4));
  BOOST_TEST(timeline[1].motions[1].error_mm == 0);
  BOOST_REQUIRE(timeline[2].motions[1].joint_error_mm.size() == 17);
  BOOST_TEST(timeline[2].motions[1].joint_error_mm[5] == 170, boost::test_tools::tolerance(1e-4));
  BOOST_TEST(timeline[2].motions[1].joint_error_mm[4] == 0);
  BOOST_TEST(timeline[2].motions[0].joint_error_mm.empty());
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
  Scene scene = walker(4, 2);
  check_throws<ValueError>(
      [&] { SceneTimeline(scene, {.first = 4}); },
      "there is no frame to draw: the motion has 4, of which 4 are wanted from number 4 on");
  check_throws<ValueError>(
      [&] { SceneTimeline(scene, {.limit = 0}); },
      "there is no frame to draw: the motion has 4, of which 0 are wanted from number 0 on");
  check_throws<ValueError>([&] { SceneTimeline(scene, {.first = -1, .downsample = 2}); },
                           "frames from -1 in groups of 2; expected 0 or more in groups of 1 or "
                           "more");
  scene.motions[1].positions = scene.motions[1].positions.rows(0, 3);
  BOOST_CHECK_THROW(SceneTimeline(scene, {}), ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
