#include <cmath>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/wild/read_detections.h"
#include "tensor/error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"
#include "tests/wild/people_text.h"

namespace posegrad::pose {
namespace {

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
  BOOST_TEST(found.format == "COCO results JSON (COCO 17)");
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
  const Detections found = read("[" + entry("0", triples(100, mpii_16_order())) + "]");
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
  BOOST_TEST(found.format == "AlphaPose JSON (COCO 17)");
  BOOST_TEST(found.first_frame == 11);
  check_person(found.frames[0].people[0], 200);
  check_person(found.frames[1].people[0], 100);
  BOOST_TEST((found.frames[0].people[0].track == Index{5}));
  BOOST_TEST((found.frames[1].people[0].track == Index{4}));
  BOOST_TEST(found.frames[1].people[0].box->y2 == 22);
  BOOST_TEST(found.frames[1].people[0].score == 3.1);
}

BOOST_AUTO_TEST_CASE(alphapose_has_larger_orders_too) {
  for (const JointOrder* order : {&halpe_26_order(), &halpe_136_order()}) {
    const Detections found = read("[" + entry(R"("7.jpg")", triples(50, *order)) + "]");
    BOOST_TEST(found.format == "AlphaPose JSON (" + order->name + ")");
    BOOST_TEST(found.layout->name == "coco");
    check_person(found.frames[0].people[0], 50);
  }
}

BOOST_AUTO_TEST_CASE(alphapose_imitates_openpose) {
  const Detections found = read(fmt::format(
      R"({{"1.jpg":{{"version":"AlphaPose v0.3","people":[{{"pose_keypoints_2d":[{}]}}]}},)"
      R"("0.jpg":{{"version":"x","people":[]}},"3.jpg":{{"bodies":[{{"joints":[{}]}}]}}}})",
      triples(10, openpose_18_order()), triples(20, openpose_18_order())));
  BOOST_TEST(found.format == "AlphaPose JSON in OpenPose's form (COCO 18)");
  BOOST_TEST(found.first_frame == 0);
  BOOST_TEST((counts(found) == Counts{0, 1, 0, 1}));
  check_person(found.frames[1].people[0], 10);
  check_person(found.frames[3].people[0], 20);
}

std::string instance(double start, const JointOrder& order = coco_17_order()) {
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
    BOOST_TEST(found.format == "MMPose JSON (COCO 17)");
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
                       instance(5, coco_133_order())));
  BOOST_TEST(found.first_frame == 0);
  check_person(found.frames[1].people[0], 5);
  BOOST_TEST(read("[" + instance(5, mpii_16_order()) + "]").layout->name == "mpii");
  const Detections h36m = read(R"({"meta_info":{"dataset_name":"h36m"},"instance_info":[)" +
                               instance(5, h36m_17_order()) + "]}");
  BOOST_TEST(h36m.layout->name == "h36m");
}

BOOST_AUTO_TEST_CASE(mmpose_may_name_its_joints) {
  const JointOrder& order = openpose_18_order();
  std::string names;
  for (std::size_t i = 0; i < order.joints.size(); ++i)
    names += fmt::format(R"({}"{}":"{}")", i == 0 ? "" : ",", i, order.joints[i]);
  const Detections found =
      read(fmt::format(R"({{"meta_info":{{"keypoint_id2name":{{{}}}}},"instance_info":[{}]}})",
                       names, instance(5, order)));
  BOOST_TEST(found.format == "MMPose JSON (18 named joints)");
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
  BOOST_TEST(picture.format == "Ultralytics JSON");
  BOOST_TEST((counts(picture) == Counts{2}));
  check_person(picture.frames[0].people[1], 2);
  BOOST_TEST(picture.frames[0].people[1].score == 0.6);
  BOOST_TEST((picture.frames[0].people[1].track == Index{3}));
  const std::string frames = "[[],[" + ultralytics(4) + "],[]]";
  const Detections video = read(frames);
  BOOST_TEST((counts(video) == Counts{0, 1, 0}));
  check_person(video.frames[1].people[0], 4);
  const Detections sized = read(R"({"width":640,"height":360,"fps":25,"frames":)" + frames + "}");
  BOOST_TEST((counts(sized) == Counts{0, 1, 0}));
  BOOST_TEST(sized.size->width == 640);
  BOOST_TEST(sized.size->height == 360);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said_with_its_place) {
  check_refused("[" + entry("0", "1,2,3") + "]",
                "[0]: keypoints: 1 joints; known orders of joints are COCO 17, MPII 16, BODY_25, "
                "Halpe 26, COCO-WholeBody 133, Halpe 136");
  check_refused("[" + entry("0", "1,2") + "]",
                "[0]: keypoints: 2 numbers; x, y and confidence of each joint are wanted");
  check_refused("[" + entry("0", triples(1)) + "," + entry("1", triples(1, mpii_16_order())) + "]",
                "[1]: keypoints: 16 joints; the people before have 17");
  check_refused("[" + entry("-3", triples(1)) + "]", "[0]: frame number -3; 0 or more is wanted");
  check_refused("[" + entry("0", triples(1)) + "," + entry("1000000000000", triples(1)) + "]",
                "frame numbers run from 0 to 1000000000000; at most 2000000 frames are taken for "
                "one video");
  check_refused("[" + entry("0", triples(1), R"(,"bbox":[1,2,-3,4])") + "]",
                "[0]: bbox: a box of the negative size -3 x 4");
  check_refused("[" + entry("0", triples(1), R"(,"bbox":[1,2])") + "]",
                "[0]: bbox: 4 numbers (x, y, width, height) are wanted; found 2");
  check_refused("[" + entry("0", triples(1e300)) + "]",
                "frame 0, person 0: nose: x is 1e+300; a number of at most 1000000 is wanted");
  check_refused("[" + entry("0", R"("a",2,3)") + "]",
                "[0]: keypoints: [0]: a number is wanted; found str 'a'");
  check_refused("[" + entry("0", triples(1)) + R"(,{"image_id":1}])",
                "[1]: there is no 'keypoints'; it has: image_id");
  check_refused(R"([{"frame_id":3,"instances":[]},{"frame_id":3,"instances":[]}])",
                "[1]: frame_id: frame 3 comes twice");
  check_refused(R"([{"frame_id":0,"instances":[{"keypoints":[[1,2]],"keypoint_scores":[1,2]}]}])",
                "[0]: instances: [0]: keypoint_scores: 2 scores for 1 joints");
  check_refused(R"([{"keypoints":{"x":[1],"y":[2,3]}}])",
                "[0]: keypoints: 1 x, 2 y and 1 visible; as many of each are wanted");
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
  check_refused("[]", "nobody was found in any of 0 frames (JSON list of empty frames)");
  check_refused("[[],[]]", "nobody was found in any of 2 frames (JSON list of empty frames)");
  check_refused(R"([{"frame_id":0,"instances":[]}])",
                "nobody was found in any of 1 frames (MMPose JSON)");
  std::string zeros = "0";
  for (int i = 1; i < 51; ++i) zeros += ",0";
  check_refused("[" + entry("0", zeros) + "]",
                "nobody was found in any of 1 frames (COCO results JSON (COCO 17))");
}

BOOST_AUTO_TEST_CASE(what_is_unknown_is_described) {
  const std::string known =
      "; known are: Detectron and Detectron2 npz (boxes, keypoints); data sets data_2d_*.npz "
      "(positions_2d); COCO results JSON; AlphaPose JSON; a folder of OpenPose JSON (BODY_25, "
      "COCO-18); MMPose JSON; Ultralytics JSON, or a folder of its txt or JSON";
  const std::string begin = "no known output of a 2D detector; found ";
  check_refused(R"({"a":1,"b":2})", begin + "a JSON dict with a, b" + known);
  check_refused(R"([{"a":1}])", begin + "a JSON list of dicts with a" + known);
  check_refused("[1]", begin + "a JSON list of ints" + known);
  check_refused("{}", begin + "an empty JSON dict" + known);
  check_refused("hello", begin + "a file that begins with 'hello'" + known);
  check_refused(" \n", begin + "an empty file" + known);
  check_refused("[1,", "line 1, column 4: this is no JSON: the text ends too early");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose
