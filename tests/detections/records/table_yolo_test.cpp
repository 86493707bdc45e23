#include <cmath>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tests/detections/records/array_documents.h"

namespace posegrad::pose::detections {
namespace {

using test::check_refused;
using test::folder_source;
using test::read_records;
using test::text_source;

constexpr double kWidth = 1000, kHeight = 600;

struct Written {
  Index person = 0, joints = 17, numbers = 3;
  bool has_box = true, has_score_in_front = false, is_pixels = false;
  std::vector<double> behind = {};  // the box's confidence, the track
};

std::string line(const Written& w) {
  const double sx = w.is_pixels ? 1 : kWidth, sy = w.is_pixels ? 1 : kHeight;
  std::vector<double> numbers{0};
  if (w.has_box)
    numbers.insert(numbers.end(), {(280 + 150.0 * static_cast<double>(w.person)) / kWidth,
                                   270 / kHeight, 200 / kWidth, 360 / kHeight});
  if (w.has_score_in_front) numbers.push_back(0.875);
  for (Index j = 0; j < w.joints; ++j) {
    numbers.push_back(test::moving_x(0, w.person, j) / sx);
    numbers.push_back(test::moving_y(0, w.person, j) / sy);
    if (w.numbers == 3) numbers.push_back(test::moving_score(j));
  }
  numbers.insert(numbers.end(), w.behind.begin(), w.behind.end());
  return fmt::format("{}\n", fmt::join(numbers, " "));
}

void check_person(const RawPerson& person, const Written& w) {
  const double sx = w.is_pixels ? 1 : kWidth, sy = w.is_pixels ? 1 : kHeight;
  BOOST_TEST_REQUIRE(person.points.size() == static_cast<std::size_t>(w.joints));
  for (Index j = 0; j < w.joints; ++j) {
    const RawPoint& point = person.points[static_cast<std::size_t>(j)];
    BOOST_TEST(std::abs(point.x - test::moving_x(0, w.person, j) / sx) < 1e-9);
    BOOST_TEST(std::abs(point.y - test::moving_y(0, w.person, j) / sy) < 1e-9);
    BOOST_TEST((w.numbers == 3 ? point.score == test::moving_score(j) : std::isnan(point.score)));
  }
}

RawPerson read_line(const Written& w) {
  const Records records = read_records(text_source(line(w)));
  const RawPerson person = records.frames.at(0).people.at(0);
  check_person(person, w);
  return person;
}

BOOST_AUTO_TEST_SUITE(yolo_texts)

BOOST_AUTO_TEST_CASE(ultralytics_lines_with_all_that_may_stand_behind) {
  for (const Index numbers : {2, 3}) {
    const RawPerson bare = read_line({.numbers = numbers});
    BOOST_TEST(std::isnan(bare.score));
    BOOST_TEST(!bare.id.has_value());
    BOOST_TEST(std::abs(bare.box.value()[0] - 0.18) < 1e-9);
    BOOST_TEST(std::abs(bare.box.value()[3] - 0.75) < 1e-9);
    BOOST_TEST(read_line({.numbers = numbers, .behind = {0.75}}).score == 0.75);
    BOOST_TEST(read_line({.numbers = numbers, .behind = {12}}).id.value() == 12);
    const RawPerson both = read_line({.numbers = numbers, .behind = {0.5, 7}});
    BOOST_TEST(both.score == 0.5);
    BOOST_TEST(both.id.value() == 7);
  }
  const Records records = read_records(text_source(line({})));
  BOOST_TEST(records.format == "Ultralytics txt");
  BOOST_TEST((records.units == Units::fractions));
  BOOST_TEST((records.usual == std::vector<std::string>{"coco"}));
}

BOOST_AUTO_TEST_CASE(one_number_behind_is_what_all_lines_make_it) {
  const std::string text = line({.behind = {1}}) + line({.person = 1, .behind = {0.5}});
  const Records records = read_records(text_source(text));
  BOOST_TEST(records.frames.at(0).people.at(0).score == 1);
  BOOST_TEST(!records.frames.at(0).people.at(0).id.has_value());
}

BOOST_AUTO_TEST_CASE(yolov7s_lines_with_and_without_box_and_confidence) {
  BOOST_TEST(read_line({.has_score_in_front = true}).score == 0.875);
  BOOST_TEST(!read_line({.has_box = false}).box.has_value());
  const RawPerson pixels = read_line({.has_score_in_front = true, .is_pixels = true});
  BOOST_TEST(pixels.score == 0.875);
  BOOST_TEST(!pixels.box.has_value());
  read_line({.has_box = false, .is_pixels = true});
  const Records records =
      read_records(text_source(line({.has_score_in_front = true, .is_pixels = true})));
  BOOST_TEST(records.format == "YOLOv7-pose txt");
  BOOST_TEST((records.units == Units::unknown));
}

BOOST_AUTO_TEST_CASE(other_numbers_of_joints_are_told_by_the_box) {
  read_line({.joints = 26, .numbers = 2});  // 57 numbers, as 17 joints with a confidence behind
  read_line({.joints = 26, .numbers = 3});
  read_line({.joints = 33, .numbers = 3, .behind = {0.5}});
}

BOOST_AUTO_TEST_CASE(one_file_of_one_person_is_a_film) {
  std::string text;
  for (int t = 0; t < 9; ++t) text += line({});
  const Records records = read_records(text_source(text));
  BOOST_TEST(records.frames.size() == 9U);
  BOOST_TEST(records.notes.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_video_s_files_count_from_one) {
  const auto folder = [](const std::vector<std::string>& names) {
    std::vector<std::pair<std::string, Source>> files;
    for (const std::string& name : names)
      files.emplace_back(name, text_source(files.size() == 1 ? "" : line({})));
    return read_records(folder_source(std::move(files)));
  };
  const Records video = folder({"clip_2.txt", "clip_3.txt", "clip_12.txt"});
  BOOST_TEST((video.keys == FrameKeys::from_one));
  BOOST_TEST(video.frames.at(2).number.value() == 12);
  BOOST_TEST(video.frames.at(1).people.empty());
  BOOST_TEST(video.format == "Ultralytics txt folder");
  BOOST_TEST((folder({"clip_0.txt", "clip_1.txt"}).keys == FrameKeys::from_zero));
  const Records pictures = folder({"0001.txt", "0002.txt"});
  BOOST_TEST((pictures.keys == FrameKeys::names));
  BOOST_TEST(pictures.frames.at(1).name == "0002.txt");
  BOOST_TEST((folder({"a_1.txt", "b_1.txt"}).keys == FrameKeys::names));
  BOOST_TEST((folder({"img_001.txt", "img_002.txt"}).keys == FrameKeys::names));
}

BOOST_AUTO_TEST_CASE(mistakes_are_named_by_file_and_line) {
  check_refused(text_source(line({}) + "0 1 2 3\n"),
                "file: line 2: 4 numbers; wanted are 39 (class, box and 17 joints x, y) or 56 "
                "(with confidences), and at most 2 more (confidence of the box, track)");
  check_refused(text_source(line({}) + "0 0.5 much\n"),
                "file: line 2: a number is wanted; found 'much'");
  check_refused(
      folder_source({{"a_1.txt", text_source(line({}))}, {"a_2.txt", text_source("0 1 2\n")}}),
      "folder/a_2.txt: line 1: 3 numbers; wanted are 39 (class, box and 17 joints x, y) "
      "or 56 (with confidences), and at most 2 more (confidence of the box, track)");
  check_refused(text_source(line({}) + line({.numbers = 2})),
                "file: line 1: the lines have other numbers of joints than each other");
  check_refused(text_source(line({.behind = {0.5, 7}}) + line({.behind = {0.5, 7}})),
                "file: line 2: track 7 again: lines of several frames in one file; wanted is a "
                "folder with a file for each");
  check_refused(text_source(line({.behind = {0.5, 1.5}})), "file: line 1: 1.5 is no track number");
  std::string negative = line({});
  negative.replace(negative.find(" 0.2 "), 5, " -0.2 ");
  check_refused(text_source(negative), "file: line 1: a box of the negative size -0.2 x 0.6");
  BOOST_TEST(test::reader_of(text_source("hello\n")).empty());
  BOOST_TEST(test::reader_of(text_source(" \n")).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
