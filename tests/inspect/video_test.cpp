#include <boost/test/unit_test.hpp>

#include "tests/inspect/reports.h"
#include "tests/render/clips.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;
using inspection::Report;

BOOST_FIXTURE_TEST_SUITE(inspect_video, InspectedFiles)

BOOST_AUTO_TEST_CASE(size_rate_and_frames) {
  make_counting_clip(path("a.mp4"), 12, 64, 48, 25);
  const Report report = inspect("a.mp4");
  BOOST_TEST(report.kind == "video");
  BOOST_TEST(value(report, "video", "width") == "64");
  BOOST_TEST(value(report, "video", "height") == "48");
  BOOST_TEST(value(report, "video", "fps") == "25.0");
  BOOST_TEST(value(report, "video", "frames") == "12");
  BOOST_TEST(value(report, "video", "varying rate") == "false");
  BOOST_TEST(value(report, "video", "rotation") == "0");
  BOOST_TEST(report.odd.empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_video_is_refused) {
  BOOST_TEST(inspect("a.mp4", "no video at all").refused.find("is not a video") !=
             std::string::npos);
  BOOST_TEST(inspect("empty.mp4", "").refused.find("empty.mp4") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(detections_are_compared_with_their_video) {
  make_counting_clip(path("a.mp4"), 12, 640, 480, 25);
  write_text(path("a.json"), walking_results(10));
  InspectOptions options;
  options.video = path("a.mp4");
  const Report report = inspect("a.json", options);
  BOOST_TEST(fact(report, "picture", "video").value["frames"] == 12);
  BOOST_TEST(value(report, "picture", "said by") == R"("the video")");
  BOOST_TEST(odd_with(report, "the video has 12 frames, the detections end after 10") == 1U);
  BOOST_TEST(odd_with(report, "frame rate") == 0U);
  options.reading.size = VideoSize{1000, 800};
  BOOST_TEST(odd_with(inspect("a.json", options), "pictures of 1000x800, the video has 640x480") ==
             1U);
}

BOOST_AUTO_TEST_SUITE_END()
