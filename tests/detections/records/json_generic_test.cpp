#include <cmath>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/detections/records/readers.h"
#include "tensor/error.h"
#include "tests/detections/records/json_sources.h"

namespace posegrad::pose::detections {
namespace {

using test::check_points;
using test::check_refused;
using test::counts;
using test::read_records;
using Counts = std::vector<std::size_t>;

const RawPerson& lone_person(const Records& records) {
  BOOST_REQUIRE((counts(records) == Counts{1}));
  return records.frames[0].people[0];
}

BOOST_AUTO_TEST_SUITE(json_generic)

BOOST_AUTO_TEST_CASE(points_stand_under_many_keys_and_in_many_forms) {
  for (const char* key :
       {"keypoints", "kpts", "joints_2d", "landmarks", "poseKeypoints", "points"}) {
    for (const std::string& points : {test::rows(5), test::flat_triples(5), test::columns(5)}) {
      BOOST_TEST_CONTEXT(key << ": " << points.substr(0, 20)) {
        check_points(lone_person(read_records(
                         fmt::format(R"([[{{"{}":{},"confidence":0.5}}]])", key, points))),
                     5);
      }
    }
  }
  const Records named = read_records("[[{\"joints\":" + test::point_dicts(5) + "}]]");
  check_points(lone_person(named), 5);
  BOOST_TEST((named.names == test::kCocoNames));
}

BOOST_AUTO_TEST_CASE(what_stands_beside_the_points_is_read) {
  const std::string text = fmt::format(
      R"([[{{"keypoints":{},"keypoint_confidence":{},"box":{{"left":1,"top":2,"width":3,"height":4}},)"
      R"("person_score":"0.7","trackId":"3"}}]])",
      test::pair_rows(5), test::scores());
  const Records records = read_records(text);
  const RawPerson& person = lone_person(records);
  check_points(person, 5);
  BOOST_TEST(person.score == 0.7);
  BOOST_TEST((person.id == 3.0));
  BOOST_TEST((*person.box == std::array<double, 4>{1, 2, 4, 6}));
  BOOST_TEST(person.where == "some.json: [0]: [0]");
  BOOST_CHECK(records.units == Units::unknown);
  BOOST_TEST(records.usual.front() == "coco");
  check_refused(fmt::format(R"([[{{"keypoints":{},"scores":[1,2]}}]])", test::pair_rows(5)),
                "some.json: [0]: [0]: scores: 2 scores for 17 points");
}

BOOST_AUTO_TEST_CASE(boxes_are_what_holds_the_points) {
  const auto box_of = [](const std::string& box) {
    const Records records =
        read_records(fmt::format(R"([[{{"keypoints":{},"bbox":{}}}]])", test::rows(100), box));
    return records.frames[0].people[0].box;
  };
  const std::array<double, 4> wanted{90, 90, 120, 140};
  BOOST_TEST((box_of("[90,90,120,140]") == wanted));
  BOOST_TEST((box_of("[90,90,30,50]") == wanted));
  BOOST_TEST((box_of("[[90,90,120,140,0.9]]") == wanted));
  BOOST_TEST((box_of(R"({"x1":90,"y1":90,"x2":120,"y2":140})") == wanted));
  BOOST_TEST(!box_of("[0,0,1,1]").has_value());
  BOOST_TEST(!box_of("[90,90,null,140]").has_value());
  BOOST_TEST(!box_of(R"({"x":105,"y":115,"width":30,"height":50})").has_value());
}

BOOST_AUTO_TEST_CASE(third_numbers_are_scores_or_depths) {
  BOOST_TEST(read_records("[[[[1,2,0.1],[1,2,0.2],[1,2,-1],[1,2,0],[1,2,99]]]]")
                 .frames[0]
                 .people[0]
                 .points[4]
                 .score == 99);
  const Records depths = read_records("[[[[1,2,-0.1],[1,2,0.2],[1,2,0.3],[1,2,0],[1,2,0.1]]]]");
  BOOST_TEST(std::isnan(depths.frames[0].people[0].points[1].score));
  BOOST_TEST(depths.notes.front() ==
             "the numbers after x and y of each point are no scores (a depth, say) and left out");
  const auto fourth = [](const std::string& rest) {
    const Records records =
        read_records(fmt::format("[[[[1,2,{0}],[1,2,{0}],[1,2,{0}],[1,2,{0}],"
                                 "[1,2,{0}]]]]",
                                 rest));
    return records.frames[0].people[0].points[0].score;
  };
  BOOST_TEST(fourth("-0.3,0.9") == 0.9);
  BOOST_TEST(fourth("0.9,7") == 0.9);
  BOOST_TEST(std::isnan(fourth("-3,7")));
}

BOOST_AUTO_TEST_CASE(points_by_name_come_in_any_order_and_number) {
  const Records records = read_records(
      R"([[{"joints":{"nose":[1,2,0.5],"neck":[3,4,0.6]}}],)"
      R"([{"joints":{"neck":[5,6,0.7],"pelvis":[7,8,0.8]}}],[{"joints":{"pelvis":null}}]])");
  BOOST_TEST((records.names == std::vector<std::string>{"nose", "neck", "pelvis"}));
  BOOST_TEST((counts(records) == Counts{1, 1, 0}));
  const auto& second = records.frames[1].people[0].points;
  BOOST_TEST(std::isnan(second[0].x));
  BOOST_TEST(second[1].x == 5);
  BOOST_TEST(second[2].score == 0.8);
  BOOST_TEST(std::isnan(records.frames[0].people[0].points[2].x));
}

BOOST_AUTO_TEST_CASE(points_by_number_count_from_0_or_1) {
  const Records from_0 =
      read_records(R"([[{"joints":[{"id":2,"x":1,"y":2},{"id":0,"x":3,"y":4}]}]])");
  BOOST_TEST(from_0.frames[0].people[0].points.size() == 3U);
  BOOST_TEST(from_0.frames[0].people[0].points[0].x == 3);
  BOOST_TEST(std::isnan(from_0.frames[0].people[0].points[1].x));
  const Records from_1 =
      read_records(R"([[{"joints":[{"id":2,"x":1,"y":2},{"id":1,"x":3,"y":4}]}]])");
  BOOST_TEST(from_1.frames[0].people[0].points.size() == 2U);
  BOOST_TEST(from_1.frames[0].people[0].points[0].x == 3);
  const Records gap = read_records(R"([[{"joints":[{"id":3,"x":1,"y":2},{"id":1,"x":3,"y":4}]}]])");
  BOOST_TEST(gap.frames[0].people[0].points.size() == 4U);
  check_refused(R"([[{"joints":[{"id":900,"x":1,"y":2},{"id":0,"x":3,"y":4}]}]])",
                "some.json: [0]: [0]: joints: 901 different points, of which at most 2 stand "
                "together");
}

BOOST_AUTO_TEST_CASE(names_may_stand_around) {
  const Records records =
      read_records(fmt::format(R"({{"keypoint_names":["{}"],"layout":"COCO","frames":[[{}]]}})",
                               fmt::join(test::kCocoNames, "\",\""), test::rows(5)));
  BOOST_TEST((records.names == test::kCocoNames));
  BOOST_TEST(records.layout == "coco");
  check_refused(
      fmt::format(R"({{"keypoint_names":["a","b","c","d","e"],"frames":[[{}]]}})", test::rows(5)),
      "some.json: frames: [0]: [0]: 17 points; the file names 5");
}

BOOST_AUTO_TEST_CASE(columns_are_turned_into_rows) {
  const std::string video = fmt::format(
      R"({{"fps":50,"keypoints":[[{0},{1}],[{0},{1}]],"scores":[[{2},{2}],[{2},{2}]]}})",
      test::pair_rows(5), test::pair_rows(900), test::scores());
  const std::string frames = fmt::format(
      R"({{"fps":50,"frames":[{{"frame":4,"keypoints":[{0},{1}],"scores":[{2},{2}],"track_ids":[8,9]}},)"
      R"({{"frame":5,"keypoints":[{0},{1}],"scores":[{2},{2}],"track_ids":[8,9]}}]}})",
      test::pair_rows(5), test::pair_rows(900), test::scores());
  for (const Records& records : {read_records(video), read_records(frames)}) {
    BOOST_TEST((counts(records) == Counts{2, 2}));
    check_points(records.frames[1].people[1], 900);
    BOOST_TEST((records.fps == 50.0));
  }
  BOOST_TEST((read_records(frames).frames[1].people[1].id == 9.0));
  BOOST_TEST((read_records(frames).frames[1].number == 5.0));
}

BOOST_AUTO_TEST_CASE(detectron2s_instances_are_columns) {
  const Records records = read_records(fmt::format(
      R"([{{"instances":{{"pred_keypoints":[{},{}],"scores":[0.5,0.6],"pred_boxes":[[0,0,50,50],[800,800,999,999]]}}}}])",
      test::rows(5), test::rows(900)));
  BOOST_TEST((counts(records) == Counts{2}));
  check_points(records.frames[0].people[1], 900);
  BOOST_TEST(records.frames[0].people[1].score == 0.6);
  BOOST_TEST((*records.frames[0].people[1].box)[3] == 999);
}

BOOST_AUTO_TEST_CASE(what_pandas_writes_is_turned) {
  const Records records =
      read_records(fmt::format(R"({{"frame":{{"0":3,"1":4}},"keypoints":{{"0":{},"1":{}}}}})",
                               test::rows(5), test::rows(900)));
  BOOST_TEST((test::numbers(records) == std::vector<double>{3, 4}));
  check_points(records.frames[1].people[0], 900);
  const Records columns = read_records(
      R"({"a_x":{"0":1,"1":2},"a_y":{"0":1,"1":2},"b_x":{"0":1,"1":2},"b_y":{"0":1,"1":2},)"
      R"("c_x":{"0":1,"1":2},"c_y":{"0":1,"1":2},"d_x":{"0":1,"1":2},"d_y":{"0":1,"1":2},)"
      R"("e_x":{"0":1,"1":2},"e_y":{"0":1,"1":2},"frame":{"0":0,"1":1}})");
  BOOST_TEST((counts(columns) == Counts{1, 1}));
  BOOST_TEST((columns.names == std::vector<std::string>{"a", "b", "c", "d", "e"}));
}

BOOST_AUTO_TEST_CASE(arrays_without_any_key_are_frames) {
  check_points(
      read_records(fmt::format("[[{},{}],[{}]]", test::rows(5), test::rows(900), test::rows(700)))
          .frames[1]
          .people[0],
      700);
  check_points(read_records(fmt::format("[[{}]]", test::flat_pairs(5))).frames[0].people[0], 5, 17,
               false);
}

BOOST_AUTO_TEST_CASE(running_numbers_are_nobodys) {
  const auto ids = [](const std::string& third) {
    return read_records(fmt::format(R"([[{{"id":1,"kpts":{0}}}],[{{"id":2,"kpts":{0}}}],)"
                                    R"([{{"id":{1},"kpts":{0}}}]])",
                                    test::rows(5), third))
        .frames[0]
        .people[0]
        .id;
  };
  BOOST_TEST(!ids("3").has_value());
  BOOST_TEST((ids("1") == 1.0));
}

BOOST_AUTO_TEST_CASE(ids_may_be_names) {
  const Records records = read_records(fmt::format(
      R"([[{{"track":"anna","kpts":{0}}},{{"track":"bert","kpts":{0}}}],[{{"track":"bert","kpts":{0}}}]])",
      test::rows(5)));
  BOOST_TEST((records.frames[0].people[0].id == 0.0));
  BOOST_TEST((records.frames[1].people[0].id == 1.0));
}

BOOST_AUTO_TEST_CASE(nobody_in_any_frame_is_no_error_here) {
  BOOST_TEST((counts(read_records("[[],[],[]]")) == Counts{0, 0, 0}));
  const Records boxes = read_records(R"([[{"bbox":[1,2,3,4],"score":1}],[]])");
  BOOST_TEST((counts(boxes) == Counts{0, 0}));
  BOOST_TEST(boxes.notes.front() == "1 entry without keypoints left out");
}

BOOST_AUTO_TEST_CASE(other_json_is_refused) {
  for (const std::string text :
       {"{}", "[]", "5", "\"x\"", "null", R"({"name":"x","data":[]})", "[[true,false],[1,2]]",
        R"({"a":{"b":{"c":1}}})", R"([{"id":1,"text":"x"}])", "[[1,2,3,4],[5,6,7,8]]"}) {
    BOOST_TEST_CONTEXT(text) {
      const Source source = test::json_source(text);
      BOOST_TEST(!generic_json_reader()->takes(source));
      for (const auto& reader : json_readers()) BOOST_TEST(!reader->takes(source), reader->name());
      BOOST_CHECK_THROW(read_records(text), DataError);
    }
  }
  try {
    read_records("[{\"id\":1}]");
    BOOST_ERROR("nothing was thrown");
  } catch (const std::exception& error) {
    const std::string message = error.what();
    BOOST_TEST(
        message.starts_with("some.json: no known output of a 2D detector; found JSON: a list "
                            "of 1 dicts; known are: OpenPose, "));
    BOOST_TEST(message.find(", JSON of keypoints, ") != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
