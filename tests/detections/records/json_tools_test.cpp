#include <cmath>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/detections/records/readers.h"
#include "tests/detections/records/json_samples.h"
#include "tests/detections/records/json_sources.h"

namespace posegrad::pose::detections {
namespace {

using test::check_points;
using test::check_refused;
using test::counts;
using test::json_folder;
using test::json_source;
using test::read_records;
using Counts = std::vector<std::size_t>;
using Sides = std::array<double, 4>;

BOOST_AUTO_TEST_SUITE(json_tools)

BOOST_AUTO_TEST_CASE(every_form_is_read) {
  for (const test::JsonSample& sample : test::json_samples()) {
    BOOST_TEST_CONTEXT(sample.tool << ", " << sample.what) {
      const Records records = read_records(sample.source);
      BOOST_TEST(records.format == sample.tool);
      BOOST_REQUIRE((counts(records) == Counts{1, 1}));
      const bool has_scores = sample.what != "keypoints as they are";
      check_points(records.frames[0].people[0], 100, 17, has_scores);
      check_points(records.frames[1].people[0], 200, 17, has_scores);
      BOOST_TEST(!records.usual.empty());
      BOOST_TEST(records.notes.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(no_file_is_another_tools) {
  const auto readers = record_readers();
  const std::string generic = generic_json_reader()->name();
  for (const test::JsonSample& sample : test::json_samples()) {
    for (const auto& reader : readers) {
      // What is made of the same pieces is read by readers of no tool, which are asked later.
      if (reader->name() == generic) break;
      if (reader->name() == sample.tool) continue;
      BOOST_TEST(!reader->takes(sample.source),
                 sample.tool << ", " << sample.what << " is taken by " << reader->name());
    }
  }
}

/// What a tool's samples say beside the points.
Records sample_of(const std::string& tool, const std::string& what) {
  for (const test::JsonSample& sample : test::json_samples())
    if (sample.tool == tool && sample.what == what) return read_records(sample.source);
  BOOST_FAIL("there is no sample " + tool + ", " + what);
  return {};
}

void check_about(const Records& records, double score, std::optional<double> id,
                 std::optional<Sides> box) {
  const RawPerson& person = records.frames[0].people[0];
  BOOST_TEST((std::isnan(score) ? std::isnan(person.score) : person.score == score));
  BOOST_TEST((person.id == id));
  BOOST_TEST((person.box == box));
}

BOOST_AUTO_TEST_CASE(scores_ids_and_boxes_are_read) {
  const Sides corners{1, 2, 3, 4}, sized{1, 2, 4, 6};
  check_about(sample_of("OpenPose", "list"), NAN, {}, {});
  check_about(sample_of("AlphaPose", "list"), 2.5, 3, sized);
  check_about(sample_of("PoseFlow", "by picture"), 2.5, 3, {});
  check_about(sample_of("COCO results", "list"), 0.5, {}, {});
  check_about(sample_of("OpenPifPaf", "lines"), 0.5, {}, sized);
  check_about(sample_of("MMPose", "0.x"), 0.5, 3, corners);
  check_about(sample_of("MMPose", "1.x file"), 0.5, {}, corners);
  check_about(sample_of("Ultralytics JSON", "list"), 0.5, 3, corners);
  check_about(sample_of("TensorFlow.js", "poses"), 0.5, {}, {});
  check_about(sample_of("MediaPipe", "frames"), NAN, {}, {});
  check_about(sample_of("easy_ViTPose", "file"), NAN, 3, {});
  check_about(sample_of("PaddleDetection", "video"), 0.5, {}, corners);
  check_about(sample_of("PaddleX", "folder"), 0.5, {}, corners);
  check_about(sample_of("PoseTrack17", "file"), 0.5, 3, corners);
}

BOOST_AUTO_TEST_CASE(frames_are_counted_as_the_tool_counts) {
  BOOST_CHECK(sample_of("OpenPose", "folder").keys == FrameKeys::names);
  BOOST_CHECK(sample_of("OpenPose", "ComfyUI").keys == FrameKeys::position);
  BOOST_CHECK(sample_of("AlphaPose", "list").keys == FrameKeys::names);
  BOOST_CHECK(sample_of("COCO results", "list").keys == FrameKeys::numbers);
  BOOST_CHECK(sample_of("COCO annotations", "file").keys == FrameKeys::names);
  BOOST_CHECK(sample_of("MMPose", "0.x").keys == FrameKeys::position);
  BOOST_CHECK(sample_of("MMPose", "1.x file").keys == FrameKeys::numbers);
  BOOST_CHECK(sample_of("MediaPipe", "bodies").keys == FrameKeys::milliseconds);
  BOOST_CHECK(sample_of("PaddleDetection", "video").keys == FrameKeys::from_one);
  BOOST_CHECK(sample_of("PaddleDetection", "pictures").keys == FrameKeys::names);
  BOOST_CHECK(sample_of("PaddleX", "folder").keys == FrameKeys::names);
  BOOST_TEST(sample_of("PaddleX", "folder").frames[1].name == "1.jpg");
}

BOOST_AUTO_TEST_CASE(sizes_and_units_are_read) {
  for (const auto& [tool, what] :
       {std::pair("OpenPose", "ComfyUI"), std::pair("COCO annotations", "file"),
        std::pair("Ultralytics JSON", "frames")}) {
    const Records records = sample_of(tool, what);
    const auto size = records.size ? records.size : records.frames[0].size;
    BOOST_REQUIRE(size.has_value());
    BOOST_TEST(size->width == 640);
    BOOST_TEST(size->height == 360);
  }
  BOOST_CHECK(sample_of("OpenPose", "list").units == Units::unknown);
  BOOST_CHECK(sample_of("Ultralytics JSON", "list").units == Units::unknown);
  BOOST_CHECK(sample_of("TensorFlow.js", "poses").units == Units::pixels);
  BOOST_CHECK(sample_of("MMPose", "0.x").units == Units::pixels);
  // Fractions that are 100 and more are none.
  BOOST_CHECK(sample_of("MediaPipe", "frames").units == Units::unknown);
  const std::string landmark = R"({"x":0.5,"y":0.5,"z":0.1,"visibility":0.9})";
  std::string body = landmark;
  for (int i = 1; i < 33; ++i) body += "," + landmark;
  const Records fractions = read_records(R"([{"frame":0,"landmarks":[)" + body + "]}]");
  BOOST_CHECK(fractions.units == Units::fractions);
  BOOST_TEST(fractions.layout == "mediapipe");
}

BOOST_AUTO_TEST_CASE(absent_people_are_nobody) {
  const auto openpose = [](const std::string& second) {
    return fmt::format(R"({{"people":[{{"person_id":[0],"pose_keypoints_2d":{}}},{}]}})",
                       test::flat_triples(5), second);
  };
  for (const std::string second :
       {R"({"person_id":[1],"pose_keypoints_2d":null})",
        R"({"person_id":[1],"pose_keypoints_2d":[]})", R"({"face_keypoints_2d":[1,2,3]})"}) {
    const Records records = read_records(json_source(openpose(second)));
    BOOST_TEST((counts(records) == Counts{1}));
    BOOST_TEST((records.frames[0].people[0].id == 0.0));
  }
  BOOST_TEST((counts(read_records(json_folder({{"0.json", R"({"version":1.3,"people":null})"},
                                               {"1.json", R"({"version":1.3,"people":[]})"}}))) ==
              Counts{0, 0}));
  // Zeros are for others to judge.
  const Records zeros = read_records(openpose(
      fmt::format(R"({{"pose_keypoints_2d":[{}]}})", fmt::join(std::vector<int>(51, 0), ","))));
  BOOST_TEST((counts(zeros) == Counts{2}));
}

BOOST_AUTO_TEST_CASE(entries_without_keypoints_are_counted) {
  const std::string box = R"({"image_id":3,"category_id":2,"bbox":[1,2,3,4],"score":0.5},)";
  std::string boxes;
  for (int i = 0; i < 40; ++i) boxes += box;
  const Records records = read_records(fmt::format(
      R"([{}{{"image_id":4,"category_id":1,"keypoints":{}}}])", boxes, test::flat_triples(5)));
  BOOST_TEST(records.format == "COCO results");
  BOOST_TEST((counts(records) == Counts{0, 1}));
  BOOST_TEST(records.notes.front() == "40 entries without keypoints left out");
  const Records dogs = read_records(fmt::format(
      R"([[{{"name":"dog","class":16,"confidence":0.5,"box":{{"x1":1,"y1":2,"x2":3,"y2":4}}}},)"
      R"({{"name":"person","class":0,"confidence":0.5,"keypoints":{}}}]])",
      test::columns(5)));
  BOOST_TEST((counts(dogs) == Counts{1}));
  BOOST_TEST(dogs.notes.front() == "1 entry without keypoints left out");
}

BOOST_AUTO_TEST_CASE(alphaposes_ids_come_in_lists) {
  const auto id = [](const std::string& idx) {
    return read_records(fmt::format(R"([{{"image_id":"0.jpg","keypoints":{},"score":1,"idx":{}}}])",
                                    test::flat_triples(5), idx))
        .frames[0]
        .people[0]
        .id;
  };
  BOOST_TEST((id("4") == 4.0));
  BOOST_TEST((id("[4.0]") == 4.0));
  BOOST_TEST((id("[[4.0],[5.0]]") == 4.0));
  BOOST_TEST(!id("[]").has_value());
  BOOST_TEST(!id("null").has_value());
  BOOST_TEST(!id("-1").has_value());
}

BOOST_AUTO_TEST_CASE(pictures_with_long_names_are_told_apart) {
  const std::string name(400, '1');
  const auto entry = [&](const std::string& end) {
    return fmt::format(R"({{"image_id":"{}{}","keypoints":{},"score":1}})", name, end,
                       test::flat_triples(5));
  };
  BOOST_TEST((counts(read_records("[" + entry("a") + "," + entry("b") + "]")) == Counts{1, 1}));
}

BOOST_AUTO_TEST_CASE(mmpose_names_its_joints_and_its_data_set) {
  const auto read = [](const std::string& meta) {
    return read_records(fmt::format(
        R"({{"meta_info":{},"instance_info":[{{"keypoints":[[1,2],[3,4]],"keypoint_scores":[1,1]}}]}})",
        meta));
  };
  const Records named =
      read(R"({"dataset_name":"posetrack18","keypoint_id2name":{"1":"head_bottom","0":"nose"}})");
  BOOST_TEST((named.names == std::vector<std::string>{"nose", "head_bottom"}));
  BOOST_TEST(named.layout == "posetrack_18");
  BOOST_TEST(read(R"({"dataset_name":"coco_wholebody"})").layout == "coco_wholebody");
  BOOST_TEST(read(R"({"dataset_name":"mine"})").layout.empty());
  check_refused(R"({"meta_info":{"keypoint_id2name":{"0":"nose"}},"instance_info":[)"
                R"({"keypoints":[[1,2],[3,4]],"keypoint_scores":[1,1]}]})",
                "some.json: instance_info: [0]: 2 points; the file names 1");
}

BOOST_AUTO_TEST_CASE(points_in_space_are_refused) {
  check_refused(
      fmt::format(R"([{{"frame_id":0,"instances":[{{"keypoints":{},"keypoint_scores":{}}}]}}])",
                  test::rows(5), test::scores()),
      "some.json: [0]: instances: [0]: keypoints: points in space (x, y, z) of a pose "
      "lifter; those of a 2D detector are wanted");
}

BOOST_AUTO_TEST_CASE(vitpose_has_y_before_x_and_names) {
  const Records records = read_records(
      R"({"keypoints":[{},{"7":[[2,1,0.5],[4,3,0.6],[6,5,0.7],[8,7,0.8],[10,9,0.9]]}],)"
      R"("skeleton":{"0":"a","1":"b","2":"c","3":"d","4":"e"}})");
  BOOST_TEST((counts(records) == Counts{0, 1}));
  BOOST_TEST(records.frames[1].people[0].points[1].x == 3);
  BOOST_TEST(records.frames[1].people[0].points[1].y == 4);
  BOOST_TEST(records.names[4] == "e");
}

BOOST_AUTO_TEST_CASE(mediapipes_absent_landmarks_are_frames) {
  const std::string body = R"([{"x":0.5,"y":0.5,"z":0.1,"visibility":0.9}])";
  const Records records = read_records(fmt::format(
      R"([{{"landmarks":{0}}},{{"landmarks":null}},{{"landmarks":[]}},{{"landmarks":{0}}}])",
      body));
  BOOST_TEST((counts(records) == Counts{1, 0, 0, 1}));
  const Records two = read_records(
      fmt::format(R"([{{"pose_landmarks":[{0},{0}],"pose_world_landmarks":[{0},{0}]}}])", body));
  BOOST_TEST((counts(two) == Counts{2}));
  const Records flat = read_records(fmt::format(R"([{{"pose_landmarks":[{}]}}])",
                                                fmt::join(std::vector<double>(132, 0.25), ",")));
  BOOST_TEST(flat.frames[0].people[0].points.size() == 33U);
}

BOOST_AUTO_TEST_CASE(jta_has_a_row_a_joint) {
  std::string text;
  for (int frame = 1; frame <= 2; ++frame)
    for (int person = 3; person <= 4; ++person)
      for (int joint = 0; joint < 22; ++joint)
        text += fmt::format("{}[{},{},{},{},{},0,0,0,0,1]", text.empty() ? "" : ",", frame, person,
                            joint, 100 * person + joint, 100 * person + 2 * joint);
  const Records records = read_records("[" + text + "]");
  BOOST_TEST(records.format == "JTA");
  BOOST_TEST(records.layout == "jta");
  BOOST_CHECK(records.keys == FrameKeys::from_one);
  BOOST_TEST((counts(records) == Counts{2, 2}));
  BOOST_TEST((test::numbers(records) == std::vector<double>{1, 2}));
  check_points(records.frames[1].people[1], 400, 22, false);
  BOOST_TEST((records.frames[1].people[1].id == 4.0));
  check_refused("[" + text + ",[1,2,3]]",
                "some.json: [88]: 10 numbers of a joint are wanted; found a list of 3 numbers");
}

BOOST_AUTO_TEST_CASE(labelme_has_shapes_for_each_picture) {
  const auto shape = [](const std::string& label, const std::string& points,
                        const std::string& group, const std::string& type = "point") {
    return fmt::format(R"({{"label":"{}","points":{},"group_id":{},"shape_type":"{}"}})", label,
                       points, group, type);
  };
  const auto file = [](const std::string& shapes) {
    return R"({"version":"5.4.1","shapes":[)" + shapes +
           R"(],"imagePath":"..\\a\\img_07.jpg","imageHeight":480,"imageWidth":640})";
  };
  const Records records = read_records(file(
      shape("nose", "[[1,2]]", "5") + "," + shape("left_eye", "[[3,4]]", "5") + "," +
      shape("left_eye", "[[7,8]]", "6") + "," + shape("body", "[[9,9],[0,1]]", "5", "rectangle")));
  BOOST_TEST(records.frames[0].name == "img_07.jpg");
  BOOST_TEST(records.size.value().width == 640);
  BOOST_TEST((records.names == std::vector<std::string>{"nose", "left_eye"}));
  BOOST_TEST_REQUIRE(records.frames[0].people.size() == 2U);
  const RawPerson &five = records.frames[0].people[0], &six = records.frames[0].people[1];
  BOOST_TEST((five.id == 5.0));
  BOOST_TEST((five.box == Sides{0, 1, 9, 9}));
  BOOST_TEST(five.points[1].x == 3);
  BOOST_TEST(std::isnan(six.points[0].x));
  BOOST_TEST(six.points[1].y == 8);
  const std::string twice = shape("nose", "[[1,2]]", "null");
  check_refused(file(twice + "," + twice),
                "some.json: shapes: [1]: a second 'nose' of one person; people are told apart by "
                "group_id");
}

BOOST_AUTO_TEST_CASE(a_box_that_is_no_corners_makes_all_of_the_file_sizes) {
  const auto frame = [](double start, const std::string& box) {
    return fmt::format(R"([{{"keypoints":{},"keypoint_scores":{},"bbox":[{}]}}])",
                       test::pair_rows(start), test::scores(), box);
  };
  // The first could be either; the second is read as corners only where it can be.
  const auto boxes = [&](const std::string& second) {
    const Records records =
        read_records("[" + frame(5, "4,4,400,400") + "," + frame(305, second) + "]");
    return std::vector<Sides>{*records.frames[0].people[0].box, *records.frames[1].people[0].box};
  };
  BOOST_TEST(
      (boxes("300,300,250,250") == std::vector<Sides>{{4, 4, 404, 404}, {300, 300, 550, 550}}));
  BOOST_TEST(
      (boxes("300,300,650,650") == std::vector<Sides>{{4, 4, 400, 400}, {300, 300, 650, 650}}));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said_with_its_place) {
  check_refused(R"({"people":[{"pose_keypoints_2d":[1,2,3,4,5,6,7,8]}]})",
                "some.json: people: [0]: 8 numbers; x, y and score of each point are wanted");
  check_refused(R"({"people":[{"pose_keypoints_2d":"no"}]})",
                "some.json: people: [0]: pose_keypoints_2d: points are wanted; found 'no'");
  check_refused(fmt::format(R"([{{"image_id":1,"category_id":1,"keypoints":{}}},)"
                            R"({{"image_id":2,"category_id":1,"keypoints":{}}}])",
                            test::flat_triples(5), test::flat_triples(5, 16)),
                "some.json: [1]: 16 points; the people before have 17");
  check_refused(fmt::format(R"([{{"image_id":"1.jpg","keypoints":{},"box":[5,5,-1,2],"score":1}}])",
                            test::flat_triples(5)),
                "some.json: [0]: box: a box of the negative size -1 x 2");
  check_refused(fmt::format(R"([[{{"keypoints":{{"x":[1,2],"y":[1]}}}}]])"),
                "some.json: [0]: [0]: keypoints: 2 x, 1 y; as many of each are wanted");
  check_refused(fmt::format(R"([{{"keypoints":{},"keypoint_scores":[1,2],"bbox":[1,2,3,4]}}])",
                            test::pair_rows(5)),
                "some.json: [0]: keypoint_scores: 2 scores for 17 points");
  check_refused("[[1,[],[[" + test::rows(5) + "],[[1]]]],[2,[]]]",
                "some.json: [1]: [frame, boxes, [points, scores]] is wanted; found a list of 2 "
                "numbers");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
