#include <algorithm>
#include <cmath>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/detections/layouts/layout.h"
#include "pose/detections/read_detections.h"
#include "tensor/error.h"
#include "tests/detections/read/people_text.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::pose {
namespace {

using detections::find_layout;
using test::check_person;
using test::counts;
using test::triples;
using Counts = std::vector<std::size_t>;

class JsonFile {
 public:
  Detections read(const std::string& text) const {
    test::write_text(path_, text);
    return read_detections(path_);
  }
  void check_refused(const std::string& text, const std::string& message) const {
    test::check_throws<DataError>([&] { read(text); }, path_ + ": " + message);
  }
  /// With one message that has these parts.
  void check_refused_saying(const std::string& text, const std::vector<std::string>& parts) const {
    BOOST_CHECK_EXCEPTION(read(text), DataError, [&](const DataError& error) {
      const std::string message = error.what();
      BOOST_TEST(message.starts_with(path_ + ": "), message);
      BOOST_TEST(message.find('\n') == std::string::npos, message);
      return std::ranges::all_of(parts, [&](const std::string& part) {
        BOOST_TEST(message.find(part) != std::string::npos, message);
        return true;
      });
    });
  }

 private:
  test::TemporaryFolder folder_;
  std::string path_ = folder_ / "some.data";  // the name says nothing
};

std::string entry(const std::string& image, const std::string& keypoints,
                  const std::string& more = R"(,"score":0.5)") {
  return fmt::format(R"({{"image_id":{},"category_id":1,"keypoints":[{}]{}}})", image, keypoints,
                     more);
}

BOOST_FIXTURE_TEST_SUITE(json_detections, JsonFile)

BOOST_AUTO_TEST_CASE(coco_results_are_grouped_by_their_numbers) {
  const Detections found = read("[" + entry("12", triples(100)) + "," +
                                entry("10", triples(200), R"(,"score":0.7,"bbox":[1,2,3,4])") +
                                "," + entry("12", triples(300), R"(,"score":0.9)") + "]");
  BOOST_TEST(found.format == "COCO results, COCO-17");
  BOOST_TEST(found.first_frame == 10);
  BOOST_TEST((counts(found) == Counts{1, 0, 2}));
  check_person(found.frames[0].people[0], 200);
  check_person(found.frames[2].people[0], 100);
  check_person(found.frames[2].people[1], 300);
  BOOST_TEST(found.frames[0].people[0].score == 0.7);
  BOOST_TEST(found.frames[0].people[0].box->x2 == 4);
  BOOST_TEST(found.frames[0].people[0].box->y2 == 6);
  BOOST_TEST(!found.size.has_value());
}

BOOST_AUTO_TEST_CASE(sixteen_joints_are_mpiis_and_stay_so) {
  const Detections found = read("[" + entry("0", triples(100, "mpii")) + "]");
  BOOST_TEST(found.layout->name == "mpii");
  BOOST_TEST(found.frames[0].people[0].keypoints.size() == 16U);
}

BOOST_AUTO_TEST_CASE(joints_at_zero_and_null_were_not_found) {
  std::string text = "0,0,0,null,5,1,7,0,2";
  for (int joint = 3; joint < 17; ++joint) text += ",1,2,0.5";
  const auto keypoints = read("[" + entry("0", text) + "]").frames[0].people[0].keypoints;
  for (const std::size_t joint : {0U, 1U}) {
    BOOST_TEST(std::isnan(keypoints[joint].x));
    BOOST_TEST(std::isnan(keypoints[joint].y));
    BOOST_TEST(keypoints[joint].confidence == 0);
  }
  BOOST_TEST(keypoints[2].x == 7);
  BOOST_TEST(keypoints[2].confidence == 1);  // COCO's visibility 2
}

BOOST_AUTO_TEST_CASE(alphapose_names_its_pictures) {
  const Detections found = read(
      "[" +
      entry(R"("frame_000012.jpg")", triples(100),
            R"(,"score":3.1,"box":[1,2,10,20],"idx":[4.0])") +
      "," + entry(R"("frame_000011.jpg")", triples(200), R"(,"score":2,"box":[0,0,1,1],"idx":5)") +
      "]");
  BOOST_TEST(found.format == "AlphaPose, COCO-17");
  BOOST_TEST(found.first_frame == 11);
  check_person(found.frames[0].people[0], 200);
  check_person(found.frames[1].people[0], 100);
  BOOST_TEST((found.frames[0].people[0].track == Index{5}));
  BOOST_TEST((found.frames[1].people[0].track == Index{4}));
  BOOST_TEST(found.frames[1].people[0].box->y2 == 22);
  BOOST_TEST(found.frames[1].people[0].score == 3.1);
}

BOOST_AUTO_TEST_CASE(alphapose_has_larger_orders_too) {
  for (const char* order : {"halpe_26", "halpe_136"}) {
    const Detections found = read("[" + entry(R"("7.jpg")", triples(50, order)) + "]");
    BOOST_TEST(found.format == "AlphaPose, " + find_layout(order)->title);
    BOOST_TEST(found.layout->name == "coco");
    check_person(found.frames[0].people[0], 50);
  }
}

BOOST_AUTO_TEST_CASE(alphapose_imitates_openpose) {
  const Detections found = read(fmt::format(
      R"({{"1.jpg":{{"version":"AlphaPose v0.3","people":[{{"pose_keypoints_2d":[{}]}}]}},)"
      R"("0.jpg":{{"version":"x","people":[]}},"3.jpg":{{"bodies":[{{"joints":[{}]}}]}}}})",
      triples(10, "coco_18"), triples(20, "coco_18")));
  BOOST_TEST(found.format == "OpenPose, COCO-18 (OpenPose)");
  BOOST_TEST(found.first_frame == 0);
  BOOST_TEST((counts(found) == Counts{0, 1, 0, 1}));
  check_person(found.frames[1].people[0], 10);
  check_person(found.frames[3].people[0], 20);
}

std::string instance(double start, const std::string& order = "coco") {
  return fmt::format(
      R"({{"keypoints":[{}],"keypoint_scores":[{}],"bbox":[[1,2,30,40]],"bbox_score":0.8}})",
      test::pairs(start, order), test::confidences(order));
}

BOOST_AUTO_TEST_CASE(mmpose_in_all_its_forms) {
  const std::string frames = fmt::format(
      R"([{{"frame_id":0,"instances":[{}]}},{{"frame_id":1,"instances":[]}},{{"frame_id":2,"instances":[{},{}]}}])",
      instance(1), instance(2), instance(3));
  for (const std::string& text :
       {frames, R"({"meta_info":{},"instance_info":)" + frames + "}",
        fmt::format("[[{}],[],[{},{}]]", instance(1), instance(2), instance(3))}) {
    const Detections found = read(text);
    BOOST_TEST(found.format == "MMPose, COCO-17");
    BOOST_TEST((counts(found) == Counts{1, 0, 2}));
    check_person(found.frames[0].people[0], 1);
    check_person(found.frames[2].people[1], 3);
    BOOST_TEST(found.frames[0].people[0].score == 0.8);
    BOOST_TEST(found.frames[0].people[0].box->x2 == 30);
  }
  for (const std::string& text :
       {"[" + instance(1) + "]", R"({"meta_info":{},"instance_info":[)" + instance(1) + "]}"}) {
    const Detections found = read(text);
    BOOST_TEST((counts(found) == Counts{1}));
    check_person(found.frames[0].people[0], 1);
  }
}

BOOST_AUTO_TEST_CASE(mmpose_may_count_from_one_and_have_other_joints) {
  const Detections found =
      read(fmt::format(R"([{{"frame_id":1,"instances":[]}},{{"frame_id":2,"instances":[{}]}}])",
                       instance(5, "coco_wholebody")));
  BOOST_TEST(found.first_frame == 0);
  check_person(found.frames[1].people[0], 5);
  BOOST_TEST(read("[" + instance(5, "mpii") + "]").layout->name == "mpii");
  const Detections h36m = read(R"({"meta_info":{"dataset_name":"h36m"},"instance_info":[)" +
                               instance(5, "h36m") + "]}");
  BOOST_TEST(h36m.layout->name == "h36m");
}

BOOST_AUTO_TEST_CASE(mmpose_may_name_its_joints) {
  const std::vector<std::string>& order = find_layout("coco_18")->joints;
  std::string names;
  for (std::size_t i = 0; i < order.size(); ++i)
    names += fmt::format(R"({}"{}":"{}")", i == 0 ? "" : ",", i, order[i]);
  const Detections found =
      read(fmt::format(R"({{"meta_info":{{"keypoint_id2name":{{{}}}}},"instance_info":[{}]}})",
                       names, instance(5, "coco_18")));
  BOOST_TEST(found.format == "MMPose, COCO-18 (OpenPose)");
  check_person(found.frames[0].people[0], 5);
}

std::string ultralytics(double start) {
  std::string x, y, c;
  for (const DetectedKeypoint& k : test::easy_person(start).keypoints) {
    x += fmt::format("{}{}", x.empty() ? "" : ",", k.x);
    y += fmt::format("{}{}", y.empty() ? "" : ",", k.y);
    c += fmt::format("{}{}", c.empty() ? "" : ",", k.confidence);
  }
  return fmt::format(
      R"({{"name":"person","class":0,"confidence":0.6,"track_id":3,"box":{{"x1":1,"y1":2,"x2":3,"y2":4}},)"
      R"("keypoints":{{"x":[{}],"y":[{}],"visible":[{}]}}}})",
      x, y, c);
}

BOOST_AUTO_TEST_CASE(ultralytics_of_a_picture_and_of_a_video) {
  const Detections picture = read("[" + ultralytics(1) + "," + ultralytics(2) + "]");
  BOOST_TEST(picture.format == "Ultralytics JSON, COCO-17");
  BOOST_TEST((counts(picture) == Counts{2}));
  check_person(picture.frames[0].people[1], 2);
  BOOST_TEST(picture.frames[0].people[1].score == 0.6);
  BOOST_TEST(!picture.frames[0].people[1].track.has_value());  // both have the same
  const std::string frames = "[[],[" + ultralytics(4) + "],[]]";
  const Detections video = read(frames);
  BOOST_TEST((counts(video) == Counts{0, 1, 0}));
  check_person(video.frames[1].people[0], 4);
  BOOST_TEST((video.frames[1].people[0].track == Index{3}));
  const Detections sized = read(R"({"width":640,"height":360,"fps":25,"frames":)" + frames + "}");
  BOOST_TEST((counts(sized) == Counts{0, 1, 0}));
  BOOST_TEST(sized.size->width == 640);
  BOOST_TEST(sized.size->height == 360);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said_with_its_place) {
  check_refused_saying("[" + entry("0", "1,2,3") + "]",
                       {"1 points a person", "--layout FILE.json"});
  check_refused("[" + entry("0", "1,2") + "]",
                "[0]: 2 numbers; x, y and score of each point are wanted");
  check_refused("[" + entry("0", triples(1)) + "," + entry("1", triples(1, "mpii")) + "]",
                "[1]: 16 points; the people before have 17");
  check_refused("[" + entry("-3", triples(1)) + "]", "[0]: frame number -3; 0 or more is wanted");
  check_refused("[" + entry("0", triples(1)) + "," + entry("1000000000000", triples(1)) + "]",
                "frame numbers run from 0 to 1000000000000; at most 2000000 frames are taken for "
                "one video");
  check_refused("[" + entry("0", triples(1), R"(,"bbox":[1,2,-3,4])") + "]",
                "[0]: bbox: a box of the negative size -3 x 4");
  check_refused("[" + entry("0", triples(1), R"(,"bbox":[1,2])") + "]",
                "[0]: bbox: 4 numbers of a box are wanted; found 2");
  std::string far = triples(1);
  far.replace(0, far.find(','), "1e300");
  check_refused("[" + entry("0", far) + "]",
                "[0]: point 0: x is 1e+300; a number of at most 1000000 is wanted");
  check_refused("[" + entry("0", R"("a",2,3)") + "]",
                "[0]: keypoints: points are wanted; found a list of 3 texts");
  check_refused("[" + entry("0", triples(1)) + R"(,{"image_id":1}])",
                "[1]: image_id: this is no person of COCO results: 1");
  check_refused_saying(
      fmt::format(R"([{{"frame_id":3,"instances":[{0}]}},{{"frame_id":3,"instances":[{0}]}}])",
                  instance(1)),
      {"frame 3 comes twice", "[1]"});
  check_refused(R"([{"frame_id":0,"instances":[{"keypoints":[[1,2]],"keypoint_scores":[1,2]}]}])",
                "[0]: instances: [0]: keypoint_scores: 2 scores for 1 points");
  check_refused(R"([{"keypoints":{"x":[1],"y":[2,3]}}])",
                "[0]: keypoints: 1 x, 2 y; as many of each are wanted");
}

BOOST_AUTO_TEST_CASE(names_of_pictures_must_have_different_numbers) {
  check_refused(
      "[" + entry(R"("a_1.jpg")", triples(1)) + "," + entry(R"("b_01.jpg")", triples(1)) + "]",
      "frame 1 comes twice: a_1.jpg and b_01.jpg");
  check_refused(
      "[" + entry(R"("a_1.jpg")", triples(1)) + "," + entry(R"("b.jpg")", triples(1)) + "]",
      "b.jpg: the name has no frame number, others have one");
  check_refused("[" + entry(R"("1234567890123456789.jpg")", triples(1)) + "]",
                "1234567890123456789.jpg: the frame number 1234567890123456789 is too large");
  const Detections sizes = read("[" + entry(R"("07_1080p.jpg")", triples(7)) + "," +
                                entry(R"("05_1080p.jpg")", triples(5)) + "]");
  BOOST_TEST(sizes.first_frame == 5);
  BOOST_TEST((counts(sizes) == Counts{1, 0, 1}));
  const Detections letters =
      read("[" + entry(R"("b.jpg")", triples(7)) + "," + entry(R"("a.jpg")", triples(5)) + "]");
  check_person(letters.frames[0].people[0], 5);
  check_person(letters.frames[1].people[0], 7);
}

BOOST_AUTO_TEST_CASE(nobody_is_an_error) {
  for (const char* text : {"[]", "[[],[]]"}) check_refused_saying(text, {});
  check_refused_saying(R"([{"frame_id":0,"instances":[]}])",
                       {"nobody was found in any of 1 frames"});
  std::string zeros = "0";
  for (int i = 1; i < 51; ++i) zeros += ",0";
  check_refused("[" + entry("0", zeros) + "]",
                "nobody was found in any of 1 frames (COCO results)");
}

BOOST_AUTO_TEST_CASE(what_is_unknown_is_described) {
  const std::string begin = "no known output of a 2D detector; found ", known = "; known are: ";
  check_refused_saying(R"({"a":1,"b":2})", {begin, "dict with a, b", known, "OpenPose", "MMPose"});
  check_refused_saying(R"([{"a":1}])", {begin, "list", known});
  check_refused_saying("{}", {begin, "empty dict", known});
  check_refused_saying("hello", {begin, "begins with 'hello'", known});
  for (const char* text : {"[1]", " \n"}) check_refused_saying(text, {});
  check_refused("[1,", "line 1, column 4: this is no JSON: the text ends too early");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose
