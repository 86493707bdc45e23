#include <cmath>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/detections/records/tables/column_name.h"
#include "tests/detections/records/wide_text.h"

namespace posegrad::pose::detections {
namespace {

using test::check_moving;
using test::check_refused;
using test::Movement;
using test::read_records;
using test::table_source;

constexpr Movement kBody{.frames = 5};

BOOST_AUTO_TEST_SUITE(table_rows)

BOOST_AUTO_TEST_CASE(names_of_columns_are_taken_apart) {
  using tables::Part;
  const auto check = [](const char* name, Part part, const char* joint) {
    BOOST_TEST_CONTEXT(name) {
      const tables::ColumnName column = tables::column_name(name);
      BOOST_TEST((column.part == part));
      BOOST_TEST(column.joint == joint);
    }
  };
  check("left_knee_x", Part::x, "left_knee");
  check("LEFT_KNEE_Y", Part::y, "LEFT_KNEE");
  check("leftKneeX", Part::x, "leftKnee");
  check("LKneeX", Part::x, "LKnee");
  check("Left knee (y) [px]", Part::y, "Left knee");
  check("inst0.nose.score", Part::score, "inst0.nose");
  check("nose_likelihood", Part::score, "nose");
  check("x12", Part::x, "12");
  check("visibility_3", Part::score, "3");
  check("landmark_0_z", Part::z, "landmark_0");
  check("x_left_hip", Part::x, "left_hip");
  check("x_coordinate", Part::x, "");
  check("x", Part::x, "");
  check("c4", Part::score, "4");
  check("frame", Part::none, "");
  check("class", Part::none, "");
  check("", Part::none, "");
  BOOST_TEST((tables::column_name("nose_x_px").units == Units::pixels));
  BOOST_TEST((tables::column_name("nose_x_norm").units == Units::fractions));
  BOOST_TEST(tables::column_name("nose_world_x").is_in_space);
  BOOST_TEST(tables::person_of_column("person12_left_knee").number == 12);
  BOOST_TEST(tables::person_of_column("person12_left_knee").joint == "left_knee");
  BOOST_TEST(tables::person_of_column("left_knee").number == -1);
  BOOST_TEST(tables::number_of_joint("keypoint_16").number == 16);
  BOOST_TEST(tables::number_of_joint("left_hand_3").before == "left_hand");
  BOOST_TEST(tables::number_of_joint("nose").number == -1);
}

BOOST_AUTO_TEST_CASE(boxes_sizes_and_units_are_columns) {
  const test::ColumnOf name = [](Index j, const char* part) {
    return fmt::format("{}_{}_px", test::coco_name(j), part);
  };
  const Records records = read_records(table_source(test::wide_text(
      kBody, {"x", "y"}, name, "frame,bbox_x1,bbox_y1,bbox_x2,bbox_y2,image_width,image_height",
      [](Index t) { return fmt::format("{},1,2,300,400,640,360", t); })));
  check_moving(records, kBody, false);
  BOOST_TEST((records.units == Units::pixels));
  BOOST_TEST(records.size.value().width == 640);
  BOOST_TEST(records.frames.at(0).people.at(0).box.value()[2] == 300);
}

BOOST_AUTO_TEST_CASE(of_several_scores_of_a_joint_the_best_known_counts) {
  const auto first_score = [](const char* columns) {
    std::string header = columns, row = "1,2,0.25,0.75";
    for (Index j = 1; j < 17; ++j) {
      header += fmt::format(",{0}_x,{0}_y", test::coco_name(j));
      row += ",3,4";
    }
    const Records records = read_records(table_source(header + "\n" + row + "\n"));
    return records.frames.at(0).people.at(0).points.at(0).score;
  };
  BOOST_TEST(first_score("nose_x,nose_y,nose_presence,nose_visibility") == 0.75);
  BOOST_TEST(first_score("nose_x,nose_y,nose_score,nose_visibility") == 0.25);
}

BOOST_AUTO_TEST_CASE(missing_cells_and_words_are_not_numbers) {
  std::string text =
      test::wide_text(kBody, {"x", "y"}, test::plain_column, "frame", test::number_text);
  text += "5,,,NaN,nan,None,null,1,2\n\n,,,,\n";
  const Records records = read_records(table_source(text));
  BOOST_TEST_REQUIRE(records.frames.size() == 6U);
  const std::vector<RawPoint>& points = records.frames[5].people.at(0).points;
  BOOST_TEST(std::isnan(points.at(0).x));
  BOOST_TEST(std::isnan(points.at(2).y));
  BOOST_TEST(points.at(3).y == 2);
  BOOST_TEST(std::isnan(points.at(16).x));
}

BOOST_AUTO_TEST_CASE(mistakes_are_named_by_line_and_column) {
  const std::string text =
      test::wide_text(kBody, {"x", "y"}, test::plain_column, "frame", test::number_text);
  check_refused(table_source(text + "5,1,2,three\n"),
                "file: line 7, column 'left_eye_x': a number is wanted; found 'three'");
  check_refused(table_source(text + ",1,2,3,4\n"),
                "file: line 7, column 'frame': a number is wanted; found nothing");
  std::string long_row = "5";
  for (int i = 0; i < 40; ++i) long_row += ",1";
  check_refused(table_source(text + long_row + "\n"), "file: line 7: 41 cells; the header has 35");
}

BOOST_AUTO_TEST_CASE(huge_frame_numbers_cost_nothing) {
  const Records records = read_records(table_source(
      test::wide_text({.frames = 2}, {"x", "y"}, test::plain_column, "frame",
                      [](Index t) { return t == 0 ? std::string("0") : std::string("1e15"); })));
  BOOST_TEST_REQUIRE(records.frames.size() == 2U);
  BOOST_TEST(records.frames[1].number.value() == 1e15);
}

BOOST_AUTO_TEST_CASE(positions_in_space_are_refused) {
  const Movement small{.frames = 2};
  std::string text = "frame";
  for (Index j = 0; j < 17; ++j) text += fmt::format(",{0}_x,{0}_y,{0}_z", test::coco_name(j));
  text += "\n0";
  for (Index j = 0; j < 17; ++j) text += j % 2 == 0 ? ",0.1,-0.2,0.3" : ",-0.3,0.1,0.1";
  check_refused(table_source(text + "\n"),
                "file: x or y of 17 of 17 points is negative, and there is a third coordinate: "
                "these are positions in space; wanted are those in the pictures that a 2D detector "
                "finds");
  const test::ColumnOf anipose = [](Index j, const char* part) {
    return test::plain_column(j, part);
  };
  check_refused(
      table_source(test::wide_text(small, {"x", "y", "ncams"}, anipose, "fnum", test::number_text)),
      "file: positions in space (Anipose's columns 'ncams'); wanted are those in the "
      "pictures");
}

BOOST_AUTO_TEST_CASE(headers_are_found_below_a_title_and_known_by_names_only) {
  const std::string text =
      test::wide_text(kBody, {"x", "y"}, test::plain_column, "frame", test::number_text);
  const Records records = read_records(table_source("my video\nseen by,me\n" + text));
  check_moving(records, kBody, false);
  BOOST_TEST(records.frames.at(0).where == "line 4");
  std::string numbers;
  for (int i = 0; i < 20; ++i) numbers += fmt::format("{},", i);
  BOOST_TEST(test::reader_of(table_source(numbers + "\n" + numbers + "\n")).empty());
  BOOST_TEST(test::reader_of(table_source("frame,nose_x,nose_y\n0,1,2\n")).empty());
}

BOOST_AUTO_TEST_CASE(rs_row_names_and_repeated_headers_are_passed_over) {
  std::string text =
      test::wide_text(kBody, {"x", "y"}, test::plain_column, "frame", test::number_text);
  const std::string header = text.substr(0, text.find('\n') + 1);
  check_moving(read_records(table_source(text + header)), kBody, false);
  std::string rows;
  int row = 0;
  for (std::size_t begin = header.size(); begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    rows += fmt::format("r{},{}\n", ++row, text.substr(begin, end - begin));
    begin = end + 1;
  }
  check_moving(read_records(table_source(header + rows)), kBody, false);
}

BOOST_AUTO_TEST_CASE(a_folder_has_the_people_of_a_picture_in_each_table) {
  const auto picture = [](Index people) {
    std::string text = test::wide_text({.frames = 0}, {"x", "y"}, test::plain_column);
    for (Index p = 0; p < people; ++p) {
      for (Index j = 0; j < 17; ++j)
        text += fmt::format("{}{},{}", j == 0 ? "" : ",", test::moving_x(0, p, j),
                            test::moving_y(0, p, j));
      text += "\n";
    }
    return table_source(text);
  };
  const Records records =
      read_records(test::folder_source({{"a1.csv", picture(2)}, {"a2.csv", picture(1)}}));
  BOOST_TEST((records.keys == FrameKeys::names));
  BOOST_TEST(records.frames.at(0).people.size() == 2U);
  BOOST_TEST(records.frames.at(1).name == "a2.csv");
  const Source video = table_source(
      test::wide_text(kBody, {"x", "y"}, test::plain_column, "frame", test::number_text));
  check_refused(test::folder_source({{"a.csv", video}, {"b.csv", video}}),
                "folder/a.csv: 5 frames in a file of a folder; wanted is one picture a file, or "
                "the name of the one file with all frames");
}

BOOST_AUTO_TEST_CASE(one_of_several_videos_is_chosen) {
  const std::string text =
      test::wide_text(kBody, {"x", "y"}, test::plain_column, "video,frame",
                      [](Index t) { return fmt::format("{}.mp4,{}", t < 3 ? "jump" : "walk", t); });
  check_refused(table_source(text),
                "file: column 'video': there are 2 videos, choose one with --subject: jump.mp4, "
                "walk.mp4");
  const Records records =
      read_records(table_source(text), {.subject = "jump", .action = "", .camera = {}});
  check_moving(records, {.frames = 3}, false);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
