#include "pose/detections/meaning/meaning.h"

#include <array>
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "pose/detections/meaning/points.h"
#include "tensor/error.h"
#include "tests/detections/meaning/made_records.h"
#include "tests/support/throws.h"

namespace posegrad::pose::detections {
namespace {

using test::has_note;
using test::kNaN;
using test::read;

void check_refused(const Records& records, const std::string& message,
                   const ReadOptions& options = {}) {
  test::check_throws<DataError>([&] { read(records, options); }, message);
}

const Decision& decision(const Detections& detections, const std::string& what) {
  for (const Decision& made : detections.report.decisions)
    if (made.what == what) return made;
  throw ValueError("no decision about " + what);
}

BOOST_AUTO_TEST_SUITE(meaning)

BOOST_AUTO_TEST_CASE(people_come_as_the_file_has_them) {
  Records records = test::walk(3);
  records.size = VideoSize{640, 480};
  records.fps = 50;
  records.notes = {"a note of the reader"};
  records.frames[1].people.push_back(test::standing(400, 300));
  records.frames[1].people[1].score = 0.75;
  records.frames[1].people[1].box = {1, 2, 3, 4};
  records.frames[1].people[1].id = 6;
  const Detections found = read(records);
  BOOST_TEST(found.source == "a.json");
  BOOST_TEST(found.format == "made, COCO 17");
  BOOST_TEST(found.layout->name == "coco");
  BOOST_TEST(found.size->width == 640);
  BOOST_TEST((found.fps == 50.0));
  BOOST_TEST_REQUIRE(found.notes.size() == 1U);
  BOOST_TEST(found.notes[0] == "a note of the reader");
  BOOST_TEST_REQUIRE(found.frames.size() == 3U);
  BOOST_TEST_REQUIRE(found.frames[1].people.size() == 2U);
  const DetectedPerson &first = found.frames[1].people[0], &second = found.frames[1].people[1];
  BOOST_TEST(first.keypoints[4].x == records.frames[1].people[0].points[4].x);
  BOOST_TEST(first.keypoints[4].confidence == records.frames[1].people[0].points[4].score);
  BOOST_TEST(std::abs(first.score - 0.46) < 1e-9);  // the mean of 0.3 to 0.62
  BOOST_TEST(!first.box.has_value());
  BOOST_TEST(!first.track.has_value());
  BOOST_TEST(second.score == 0.75);
  BOOST_TEST(second.box->y2 == 4);
  BOOST_TEST((second.track == Index{6}));
}

BOOST_AUTO_TEST_CASE(the_report_counts) {
  Records records = test::numbered(test::walk(4), {0, 1, 2, 6});
  records.frames[1].people.push_back(test::standing(400, 300));
  records.frames[2].people[0].points[3] = {0, 0, 0};
  RawPerson absent = test::standing(0, 0);
  for (RawPoint& point : absent.points) point = {kNaN, kNaN, kNaN};
  records.frames[3].people.push_back(absent);
  const ReadReport report = read(records).report;
  BOOST_TEST(report.format == "made");
  BOOST_TEST(report.layout == "COCO 17");
  BOOST_TEST(report.points.size() == 17U);
  BOOST_TEST(report.listed_frames == 4);
  BOOST_TEST(report.empty_frames == 3);
  BOOST_TEST(report.people == 5);
  BOOST_TEST(report.most_people == 2);
  BOOST_TEST(report.absent_people == 1);
  BOOST_TEST(report.all_points == 6 * 17);
  BOOST_TEST(report.found_points == 5 * 17 - 1);
  BOOST_TEST(report.ids == 0);
  BOOST_TEST(report.scores->least == 0.3);
  BOOST_TEST(report.scores->most == 0.62);
  BOOST_TEST(report.x->least == 85.25);
  std::vector<std::string> what;
  for (const Decision& made : report.decisions) what.push_back(made.what);
  const std::vector<std::string> wanted{"layout",        "units", "axes",   "not found", "scores",
                                        "frame numbers", "ids",   "turned", "outside"};
  BOOST_TEST(what == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(joints_are_made_of_points) {
  // Two more points: 17 and 18; the nose is the mean of both, the ankles are not there.
  Records records = test::walk(2);
  for_each_person(records, [](RawFrame&, RawPerson& person) {
    person.points.push_back({10, 20, 0.5});
    person.points.push_back({30, 60, 0.9});
  });
  records.frames[1].people[0].points[18] = {kNaN, kNaN, 0};
  JointMap map = test::coco_map();
  map.from[0] = {17, 18};
  map.from[15] = map.from[16] = {};
  map.absent = {15, 16};
  Recognised recognised = test::coco();
  recognised.note = "a note of the layout";
  const Detections found =
      to_detections(clean(records, {}, "a.json"), recognised, map, {}, "a.json");
  const DetectedKeypoint nose = found.frames[0].people[0].keypoints[0];
  BOOST_TEST(nose.x == 20);
  BOOST_TEST(nose.y == 40);
  BOOST_TEST(nose.confidence == 0.5);
  BOOST_TEST(nose.score == 0.5);
  BOOST_TEST(std::isnan(found.frames[1].people[0].keypoints[0].x));
  BOOST_TEST(found.frames[1].people[0].keypoints[0].confidence == 0);
  BOOST_TEST(std::isnan(found.frames[0].people[0].keypoints[15].x));
  BOOST_TEST(has_note(found, "a note of the layout"));
}

BOOST_AUTO_TEST_CASE(scores_stay_beside_the_confidences) {
  Records records = test::walk(2);
  for_each_found(records, [](RawPoint& point) { point.score *= 100; });
  const DetectedKeypoint joint = read(records).frames[0].people[0].keypoints[4];
  BOOST_TEST(std::abs(joint.confidence - 0.38) < 1e-12);
  BOOST_TEST(std::abs(joint.score - 38) < 1e-12);
  for_each_found(records, [](RawPoint& point) { point.score = kNaN; });
  BOOST_TEST(read(records).frames[0].people[0].keypoints[4].score == 1);
  BOOST_TEST(read(records).frames[0].people[0].keypoints[4].confidence == 1);
}

BOOST_AUTO_TEST_CASE(fractions_take_the_size_that_is_known) {
  const auto fractions = [] {
    Records records = test::walk(5);
    for_each_found(records, [](RawPoint& point) {
      point.x /= 640;
      point.y /= 480;
    });
    return records;
  };
  const auto check = [](const Detections& found) {
    BOOST_TEST(std::abs(found.frames[2].people[0].keypoints[0].x - 109.25) < 1e-9);
    BOOST_TEST(std::abs(found.frames[2].people[0].keypoints[0].y - 158.125) < 1e-9);
    BOOST_TEST(found.size->width == 640);
    BOOST_TEST(decision(found, "units").result == "fractions of 640x480");
  };
  Records sized = fractions();
  sized.size = VideoSize{640, 480};
  check(read(sized));
  ReadOptions told;
  told.size = VideoSize{640, 480};
  check(read(fractions(), told));
  sized.size = VideoSize{64, 48};
  for (RawFrame& frame : sized.frames) frame.size.reset();
  ReadOptions video;
  video.video = VideoFacts{{640, 480}, 5, 25, 0};
  check(read(fractions(), video));
  BOOST_CHECK_THROW(read(fractions()), DataError);
}

BOOST_AUTO_TEST_CASE(a_turned_picture_is_turned_back_with_boxes_and_size) {
  // The shown picture of 480 x 640 was seen turned by 270 degrees.
  Records records = test::walk(12);
  for_each_person(records, [](RawFrame&, RawPerson& person) {
    for (RawPoint& point : person.points) point = {point.y, 480 - point.x, point.score};
    person.box = {100, 200, 300, 400};
  });
  ReadOptions options;
  options.video = VideoFacts{{480, 640}, 12, 25, 90};
  for (const bool is_stated : {false, true}) {
    if (is_stated) records.size = VideoSize{640, 480};
    const Detections found = read(records, options);
    BOOST_TEST(decision(found, "turned").result == "by 270 degrees");
    BOOST_TEST(std::abs(found.frames[0].people[0].keypoints[0].x - 102.25) < 1e-9);
    BOOST_TEST(std::abs(found.frames[0].people[0].keypoints[0].y - 158.125) < 1e-9);
    BOOST_TEST(std::abs(found.frames[0].people[0].box->x1 - 80) < 1e-9);
    BOOST_TEST(std::abs(found.frames[0].people[0].box->y2 - 300) < 1e-9);
    BOOST_TEST(found.size->width == 480);
  }
  records.size.reset();
  ReadOptions told;
  told.size = VideoSize{480, 640};
  told.turned = 270;
  BOOST_TEST(std::abs(read(records, told).frames[0].people[0].keypoints[0].x - 102.25) < 1e-9);
  // Without a video, of a file that states the size of what the detector saw.
  records.size = VideoSize{640, 480};
  told.size.reset();
  const Detections found = read(records, told);
  BOOST_TEST(std::abs(found.frames[0].people[0].keypoints[0].x - 102.25) < 1e-9);
  BOOST_TEST(found.size->width == 480);
}

BOOST_AUTO_TEST_CASE(ids_that_are_none_are_left_out) {
  Records records = test::walk(4);
  for (RawFrame& frame : records.frames) {
    frame.people.push_back(test::standing(400, 300));
    for (RawPerson& person : frame.people) person.id = 0;
  }
  ReadOptions options;
  options.detector_tracks = true;
  const Detections found = read(records, options);
  BOOST_TEST(!found.report.ids_usable);
  BOOST_TEST(!found.frames[0].people[0].track.has_value());
  BOOST_TEST(has_note(found, "everybody has the number 0"));
  BOOST_TEST(!has_note(read(records), "everybody has the number 0"));
}

BOOST_AUTO_TEST_CASE(gaps_are_empty_frames) {
  const Detections found = read(test::numbered(test::walk(3), {31, 48, 66}));
  BOOST_TEST(found.first_frame == 31);
  BOOST_TEST(found.frames.size() == 36U);
  BOOST_TEST(found.frames[17].people.size() == 1U);
  BOOST_TEST(found.report.empty_frames == 33);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said_with_its_place) {
  Records records = test::walk(3);
  records.frames[1].people[0].points.resize(16);
  check_refused(records, "a.json: [1]: people: [0]: 16 joints; the people before have 17");
  records.names = std::vector<std::string>(17, "a joint");
  check_refused(records, "a.json: [1]: people: [0]: 16 joints; the file names 17");
  records = test::walk(3);
  records.frames[2].people[0].points[5].x = 1e7;
  check_refused(records,
                "a.json: [2]: people: [0]: point 5: x is 10000000; a number of at most 1000000 is "
                "wanted");
  records = test::walk(3);
  records.frames[2].people[0].score = 1e300;
  check_refused(records,
                "a.json: [2]: people: [0]: the score is 1e+300; a number of at most 1000000000 is "
                "wanted");
}

BOOST_AUTO_TEST_CASE(boxes_that_are_none_are_left_out) {
  Records records = test::walk(4);
  records.frames[0].people[0].box = {5, 6, 7, 9};
  records.frames[1].people[0].box = {5, 6, 4, 9};
  records.frames[2].people[0].box = {5, 6, kNaN, 9};
  const Detections found = read(records);
  BOOST_TEST(found.frames[0].people[0].box.has_value());
  BOOST_TEST(!found.frames[1].people[0].box.has_value());
  BOOST_TEST(!found.frames[2].people[0].box.has_value());
  BOOST_TEST(has_note(found, "2 boxes of a negative size left out"));
}

BOOST_AUTO_TEST_CASE(nobody_is_an_error) {
  Records records = test::walk(2);
  for_each_found(records, [](RawPoint& point) { point = {0, 0, 0}; });
  check_refused(records, "a.json: nobody was found in any of 2 frames (made)");
  Records empty;
  empty.format = "made";
  check_refused(empty, "a.json: nobody was found in any of 0 frames (made)");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
