#include <cmath>
#include <functional>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/detections/records/array_documents.h"

namespace posegrad::pose::detections {
namespace {

using test::check_moving;
using test::check_refused;
using test::Movement;
using test::read_records;
using test::table_source;

constexpr Movement kBody{.frames = 4}, kTwo{.frames = 4, .people = 2};

const std::string& joint_name(Index j) { return test::coco_names()[static_cast<std::size_t>(j)]; }

/// A row for each joint; `row` gives what stands before x, y, score.
std::string long_table(const Movement& m, const std::string& header,
                       const std::function<std::string(Index t, Index p, Index j)>& row,
                       bool has_depth = false) {
  std::string text = header + "\n";
  for (Index t = 0; t < m.frames; ++t)
    for (Index p = 0; p < m.people; ++p)
      for (Index j = 0; j < m.joints; ++j)
        text += fmt::format("{},{},{}{},{}\n", row(t, p, j), test::moving_x(t, p, j) * m.scale,
                            test::moving_y(t, p, j) * m.scale, has_depth ? ",-0.3" : "",
                            test::moving_score(j));
  return text;
}

std::string frame_and_number(Index t, Index, Index j) { return fmt::format("{},{}", t, j); }

BOOST_AUTO_TEST_SUITE(long_tables)

BOOST_AUTO_TEST_CASE(joints_have_names_or_numbers) {
  for (const auto* joint : {"keypoint", "landmark_name", "joint", "bodypart", "node", "part"})
    BOOST_TEST_CONTEXT(joint) {
      const Records named = read_records(table_source(long_table(
          kBody, fmt::format("frame,{},x,y,score", joint),
          [](Index t, Index, Index j) { return fmt::format("{},{}", t, joint_name(j)); })));
      check_moving(named, kBody, true);
      BOOST_TEST(named.names == test::coco_names());
    }
  for (const auto* joint : {"landmark_index", "keypoint_id", "joint", "landmark", "id"})
    BOOST_TEST_CONTEXT(joint) {
      const Records numbered = read_records(table_source(
          long_table(kBody, fmt::format("Frame,{},x,y,visibility", joint), frame_and_number)));
      check_moving(numbered, kBody, true);
      BOOST_TEST(numbered.names.empty());
      BOOST_TEST((numbered.keys == FrameKeys::numbers));
    }
  check_moving(read_records(table_source(long_table(
                   kBody, "frame,joint_id,x,y,c",
                   [](Index t, Index, Index j) { return fmt::format("{},{}", t, j + 1); }))),
               kBody, true);
}

BOOST_AUTO_TEST_CASE(media_pipes_landmarks) {
  const Movement landmarks{.frames = 4, .joints = 33, .scale = 0.001};
  const Records records = read_records(table_source(
      long_table(landmarks, "frame,landmark_index,x,y,z,visibility", frame_and_number, true)));
  check_moving(records, landmarks, true);
  BOOST_TEST(records.format == "MediaPipe, table with a row for each joint (CSV)");
  BOOST_TEST((records.usual == std::vector<std::string>{"mediapipe"}));
  const Records timed = read_records(table_source(long_table(
      landmarks, "time_ms,pose_index,landmark_index,x,y,z,visibility",
      [](Index t, Index p, Index j) { return fmt::format("{},{},{}", 40 * t, p, j); }, true)));
  check_moving(timed, landmarks, true);
  BOOST_TEST((timed.keys == FrameKeys::milliseconds));
  BOOST_TEST(timed.frames.at(2).number.value() == 80);
  BOOST_TEST(timed.frames.at(2).people.at(0).id.value() == 0);
  std::string world = "frame,landmark_index,x,y,z\n";
  for (Index j = 0; j < 33; ++j)
    world += fmt::format("0,{},{},0.1,0.2\n", j, j % 2 == 0 ? 0.3 : -0.3);
  check_refused(table_source(world),
                "file: x or y of 16 of 33 points is negative, and there is a third coordinate: "
                "these are positions in space; wanted are those in the pictures that a 2D detector "
                "finds");
}

BOOST_AUTO_TEST_CASE(people_are_told_by_a_column_or_by_repetition) {
  const Records told = read_records(table_source(long_table(
      kTwo, "frame,person_id,keypoint,x,y,score",
      [](Index t, Index p, Index j) { return fmt::format("{},{},{}", t, p + 5, joint_name(j)); })));
  check_moving(told, kTwo, true);
  BOOST_TEST(told.frames.at(1).people.at(1).id.value() == 6);
  const Records guessed = read_records(
      table_source(long_table(kTwo, "frame,keypoint,x,y,score", [](Index t, Index, Index j) {
        return fmt::format("{},{}", t, joint_name(j));
      })));
  check_moving(guessed, kTwo, true);
  BOOST_TEST(
      guessed.notes.at(0) ==
      "no column tells the person: where a joint comes again in a frame, another one begins");
  check_refused(table_source(long_table(kTwo, "frame,person_id,keypoint,x,y,score",
                                        [](Index t, Index, Index j) {
                                          return fmt::format("{},0,{}", t, joint_name(j));
                                        })),
                "file: line 19: joint 'nose' of person 0 stands twice in one frame");
}

BOOST_AUTO_TEST_CASE(rows_may_be_shuffled_and_joints_absent) {
  std::string text = "joint,frame,x,y,score\n";
  for (Index j = 16; j >= 0; --j)
    for (const Index t : {2, 0}) {
      if (t == 2 && j == 5) continue;
      text += fmt::format("{},{},{},{},{}\n", j, t, test::moving_x(t, 0, j),
                          test::moving_y(t, 0, j), test::moving_score(j));
    }
  const Records records = read_records(table_source(text));
  BOOST_TEST_REQUIRE(records.frames.size() == 2U);
  BOOST_TEST(records.frames[0].number.value() == 2);
  const std::vector<RawPoint>& points = records.frames[0].people.at(0).points;
  BOOST_TEST(points.size() == 17U);
  BOOST_TEST(std::isnan(points.at(5).x));
  BOOST_TEST(points.at(6).y == test::moving_y(2, 0, 6));
}

BOOST_AUTO_TEST_CASE(kinds_of_landmarks_beside_the_body_are_left_out) {
  std::string text = "frame,type,landmark_index,x,y\n";
  for (Index j = 0; j < 17; ++j)
    text += fmt::format("0,pose,{},{},{}\n", j, test::moving_x(0, 0, j), test::moving_y(0, 0, j));
  for (Index j = 0; j < 21; ++j) text += fmt::format("0,left_hand,{},1,1\n", j);
  const Records records = read_records(table_source(text));
  check_moving(records, {.frames = 1}, false);
  BOOST_TEST(records.notes.at(0) == "21 points that are not of the body (type) are left out");
}

BOOST_AUTO_TEST_CASE(mistakes_are_named) {
  const auto text = [](const char* cells) {
    return "frame,joint_id,x,y\n0,1,2,3\n" + std::string(cells) + "\n";
  };
  check_refused(table_source(text("0,1.5,2,3")),
                "file: line 3, column 'joint_id': the number of a joint is wanted, from 0 to 1000; "
                "found '1.5'");
  check_refused(table_source(text("0,1000000000000,2,3")),
                "file: line 3, column 'joint_id': the number of a joint is wanted, from 0 to 1000; "
                "found '1000000000000'");
  check_refused(table_source(text("0,5,2,u")),
                "file: line 3, column 'y': a number is wanted; found 'u'");
  check_refused(table_source(text("0,2,2,3")),
                "file: 2 joints in column 'joint_id'; 5 and more are wanted");
  check_refused(
      table_source(long_table({.frames = 1}, "joint,n,x,y,score",
                              [](Index, Index, Index j) { return fmt::format("{},0", j); })),
      "file: no column tells the frame; wanted is one named 'frame', 'image' or "
      "'time_ms'");
  BOOST_TEST(test::reader_of(table_source("frame,x,y\n0,1,2\n")).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
