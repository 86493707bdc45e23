#include <cmath>
#include <filesystem>

#include <boost/test/unit_test.hpp>

#include "pose/render/draw_keypoints.h"
#include "tensor/error.h"
#include "tests/detections/read/people_text.h"
#include "tests/inspect/reports.h"
#include "tests/render/clips.h"
#include "tests/render/scenes.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;
using inspection::Report;

namespace {

bool is_blue(Picture::Rgb c) { return c.blue > 180 && c.red < 150; }
bool is_orange(Picture::Rgb c) { return c.red > 180 && c.blue < 130 && c.green < 190; }

KeypointPicture easy_picture(double start, std::optional<VideoSize> size) {
  KeypointPicture picture{keypoint_layout("coco"), std::vector<bool>(17, true), {}, size};
  for (const DetectedKeypoint& keypoint : easy_person(start).keypoints) {
    if (picture.people.empty()) picture.people.emplace_back();
    picture.people[0].push_back({keypoint.x, keypoint.y});
  }
  return picture;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(draw, InspectedFiles)

BOOST_AUTO_TEST_CASE(joints_are_drawn_where_they_are_in_the_colour_of_their_side) {
  InspectOptions options{.reading = {.size = VideoSize{600, 400}}};
  options.picture = path("a.png");
  const Report report = inspect("a.json", walking_results(9, 4), options);
  BOOST_TEST(value(report, "drawn", "frame") == "4");
  BOOST_TEST(value(report, "drawn", "people") == "1");
  const Picture picture(path("a.png"));
  const KeypointPicture drawn = easy_picture(116, VideoSize{600, 400});
  const KeypointView view = keypoint_view(drawn);
  BOOST_TEST(picture.width() == view.width);
  BOOST_TEST(picture.height() == view.height);
  for (const std::size_t joint : {13U, 15U}) {
    BOOST_TEST(is_blue(picture.at(view.at(drawn.people[0][joint]))));
    BOOST_TEST(is_orange(picture.at(view.at(drawn.people[0][joint + 1]))));
  }
  // The picture's edge, and names: light on dark beside the dots.
  const Picture::Rgb edge = picture.at(view.picture.x, view.picture.y + 50);
  BOOST_TEST(edge.red > 100);
  int bright = 0;
  const Point ankle = view.at(drawn.people[0][15]);
  for (double x = ankle.x + 12; x < ankle.x + 90; ++x)
    for (double y = ankle.y - 20; y < ankle.y + 40; ++y)
      bright += is_blue(picture.at(x, y)) ? 1 : 0;
  BOOST_TEST(bright > 40);
}

BOOST_AUTO_TEST_CASE(a_frame_by_its_number_and_others_are_refused) {
  InspectOptions options;
  options.picture = path("a.png");
  options.frame = 7;
  BOOST_TEST(value(inspect("a.json", walking_results(9), options), "drawn", "frame") == "7");
  options.frame = 9;
  const Report report = inspect("a.json", options);
  BOOST_TEST(report.refused.find("--frame 9: its frames are 0 to 8") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nothing_is_written_for_a_refused_file) {
  InspectOptions options;
  options.picture = path("a.png");
  BOOST_TEST(inspect("a.json", "[]", options).refused != "");
  BOOST_TEST(!std::filesystem::exists(path("a.png")));
}

BOOST_AUTO_TEST_CASE(over_the_videos_picture) {
  make_counting_clip(path("a.mp4"), 9, 640, 480, 25);
  InspectOptions options;
  options.picture = path("a.png");
  options.video = path("a.mp4");
  options.frame = 8;
  inspect("a.json", walking_results(9), options);
  const Picture picture(path("a.png"));
  const KeypointView view = keypoint_view(easy_picture(116, VideoSize{640, 480}));
  // Frame 8 has the grey value 74.
  const Picture::Rgb ground = picture.at(view.at({600, 460}));
  BOOST_TEST(std::abs(ground.red - 74) <= 4);
  BOOST_TEST(std::abs(ground.blue - 74) <= 4);
}

BOOST_AUTO_TEST_CASE(any_numbers_give_a_canvas_of_a_sane_size) {
  const auto check = [](const KeypointPicture& picture) {
    const KeypointView view = keypoint_view(picture);
    BOOST_TEST(view.width >= 100);
    BOOST_TEST(view.width <= 3000);
    BOOST_TEST(view.height >= 100);
    BOOST_TEST(view.height <= 3000);
    BOOST_TEST(draw_keypoints(picture).starts_with("\x89PNG"));
  };
  KeypointPicture picture = easy_picture(100, std::nullopt);
  check(picture);
  picture.people[0][3] = {1e6, -1e6};
  check(picture);
  picture.size = VideoSize{100000, 1};
  check(picture);
  picture.size = VideoSize{1, 1};
  check(picture);
  for (Point& point : picture.people[0]) point = {50, 50};
  check(picture);
  picture.size.reset();
  check(picture);
  for (Point& point : picture.people[0]) point = {NAN, NAN};
  check(picture);
  picture.people.clear();
  check(picture);
}

BOOST_AUTO_TEST_SUITE_END()
