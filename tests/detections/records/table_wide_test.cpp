#include <cmath>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/detections/records/wide_text.h"

namespace posegrad::pose::detections {
namespace {

using test::check_moving;
using test::check_refused;
using test::Movement;
using test::read_records;
using test::table_source;

constexpr Movement kBody{.frames = 5};
using Texts = std::vector<std::string>;

/// "left_knee" as "leftKnee".
std::string camel(const std::string& name) {
  std::string made;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '_') continue;
    const bool is_first = i > 0 && name[i - 1] == '_';
    made += is_first ? static_cast<char>(std::toupper(name[i])) : name[i];
  }
  return made;
}

BOOST_AUTO_TEST_SUITE(wide_tables)

BOOST_AUTO_TEST_CASE(joints_are_known_by_the_names_of_their_columns) {
  const auto upper = [](Index j, const char* part) {
    std::string name = test::plain_column(j, part);
    for (char& c : name) c = static_cast<char>(std::toupper(c));
    return name;
  };
  const std::vector<std::pair<Texts, test::ColumnOf>> ways{
      {{"x", "y", "score"}, test::plain_column},
      {{"x", "y", "likelihood"}, test::plain_column},
      {{"X", "Y", "CONFIDENCE"}, upper},
      {{"X", "Y", "Score"},
       [](Index j, const char* part) { return camel(test::coco_name(j)) + part; }},
      {{"x", "y", "c"},
       [](Index j, const char* part) { return fmt::format("{}.{}", test::coco_name(j), part); }},
      {{"x", "y", "conf"},
       [](Index j, const char* part) { return fmt::format("{} ({})", test::coco_name(j), part); }},
      {{"x", "y", "visibility"},
       [](Index j, const char* part) { return fmt::format("{}_{}", part, test::coco_name(j)); }}};
  for (const auto& [parts, name] : ways) {
    const Records records =
        read_records(table_source(test::wide_text(kBody, parts, name, "frame", test::number_text)));
    check_moving(records, kBody, true);
    BOOST_TEST(records.names.size() == 17U);
    BOOST_TEST((records.keys == FrameKeys::numbers));
    BOOST_TEST(records.frames.at(3).number.value() == 3);
  }
  const Records pairs = read_records(table_source(
      test::wide_text(kBody, {"x", "y"}, test::plain_column, "frame", test::number_text)));
  check_moving(pairs, kBody, false);
  BOOST_TEST(pairs.names == test::coco_names());
}

BOOST_AUTO_TEST_CASE(joints_are_numbered_from_zero_or_one) {
  for (const Index first : {0, 1})
    for (const auto* form : {"{1}{0}", "{1}_{0}", "keypoint_{0}_{1}", "{0}_{1}", "kpt{0}.{1}"}) {
      const test::ColumnOf name = [&](Index j, const char* part) {
        return fmt::format(fmt::runtime(form), j + first, part);
      };
      BOOST_TEST_CONTEXT(form << " from " << first) {
        const Records records =
            read_records(table_source(test::wide_text(kBody, {"x", "y", "v"}, name)));
        check_moving(records, kBody, true);
        BOOST_TEST(records.names.empty());
        BOOST_TEST((records.keys == FrameKeys::position));
        BOOST_TEST(records.notes.at(0) == "no column tells the frame: each row is taken as one");
      }
    }
}

BOOST_AUTO_TEST_CASE(media_pipes_dumps_have_a_depth) {
  const Movement landmarks{.frames = 5, .joints = 33, .scale = 0.001};
  const test::ColumnOf name = [](Index j, const char* part) {
    return fmt::format("{}{}", part, j + 1);
  };
  const Records records = read_records(table_source(test::wide_text(
      landmarks, {"x", "y", "z", "v"}, name, "class", [](Index) { return std::string("Happy"); })));
  check_moving(records, landmarks, true);
  BOOST_TEST(records.format == "MediaPipe, table with columns for each joint (CSV)");
  BOOST_TEST((records.usual == Texts{"mediapipe"}));
  const test::ColumnOf hands = [](Index j, const char* part) {
    return j < 17 ? fmt::format("pose_{}_{}", j, part)
                  : fmt::format("left_hand_{}_{}", j - 17, part);
  };
  const Records body = read_records(table_source(
      test::wide_text({.frames = 2, .joints = 38}, {"x", "y"}, hands, "frame", test::number_text)));
  check_moving(body, {.frames = 2}, false);
  BOOST_TEST(body.notes.at(0) == "21 points 'left_hand' are left out");
}

BOOST_AUTO_TEST_CASE(a_column_of_frames_may_be_named_and_not_written) {
  // HRNet's demo/inference.py
  std::string text = "frame";
  for (Index j = 0; j < 17; ++j) text += fmt::format(",{0}_x,{0}_y", test::coco_name(j));
  text += "\n";
  for (Index t = 0; t < 5; ++t) {
    for (Index j = 0; j < 17; ++j)
      text += fmt::format("{}{},{}", j == 0 ? "" : ",", test::moving_x(t, 0, j),
                          test::moving_y(t, 0, j));
    text += "\n";
  }
  const Records records = read_records(table_source(text));
  BOOST_CHECK(records.keys == FrameKeys::position);
  check_moving(records, kBody, false);
  // Where numbers count up, it is the last cell that lacks.
  std::string cut = "frame";
  for (Index j = 0; j < 17; ++j) cut += fmt::format(",{0}_x,{0}_y", test::coco_name(j));
  cut += ",note\n";
  for (Index t = 0; t < 5; ++t) {
    cut += fmt::format("{}", t);
    for (Index j = 0; j < 17; ++j)
      cut += fmt::format(",{},{}", test::moving_x(t, 0, j), test::moving_y(t, 0, j));
    cut += "\n";
  }
  check_moving(read_records(table_source(cut)), kBody, false);
}

BOOST_AUTO_TEST_CASE(frames_are_told_by_numbers_pictures_or_times) {
  const auto read_led = [](const char* name, const std::function<std::string(Index)>& lead) {
    const Records records = read_records(
        table_source(test::wide_text(kBody, {"x", "y"}, test::plain_column, name, lead)));
    check_moving(records, kBody, false);
    return records;
  };
  const Records pictures =
      read_led("file_name", [](Index t) { return fmt::format("img_{}.png", t); });
  BOOST_TEST((pictures.keys == FrameKeys::names));
  BOOST_TEST(pictures.frames.at(1).name == "img_1.png");
  BOOST_TEST((read_led("frame", [](Index t) { return fmt::format("f{}.png", t); }).keys ==
              FrameKeys::names));
  const auto time_of = [&](const char* name, double step) {
    const Records records =
        read_led(name, [&](Index t) { return fmt::format("{}", static_cast<double>(t) * step); });
    BOOST_TEST((records.keys == FrameKeys::milliseconds));
    return records.frames.at(3).number.value();
  };
  BOOST_TEST(std::abs(time_of("timestamp_ms", 40) - 120) < 1e-9);
  BOOST_TEST(std::abs(time_of("timestamp", 40) - 120) < 1e-9);
  BOOST_TEST(std::abs(time_of("timestamp", 0.04) - 120) < 1e-9);
  BOOST_TEST(std::abs(time_of("time", 40000) - 120) < 1e-9);
  BOOST_TEST(std::abs(time_of("seconds", 0.04) - 120) < 1e-9);
  check_refused(
      table_source(
          test::wide_text(kBody, {"x", "y"}, test::plain_column, "time", test::number_text)),
      "file: line 2, column 'time': the unit of the times is open (steps of 1); wanted is "
      "a column 'frame' with numbers, or 'time_ms'");
}

BOOST_AUTO_TEST_CASE(people_stand_in_rows_or_in_columns) {
  const std::string header = test::wide_text({.frames = 0}, {"x", "y", "score"}, test::plain_column,
                                             "track,frame_idx,"
                                             "instance.score");
  std::string text = header;
  for (Index t = 0; t < 3; ++t)
    for (Index p = 0; p < 2; ++p) {
      text += fmt::format("track_{},{},0.{}", p, t, p + 5);
      for (Index j = 0; j < 17; ++j)
        text += fmt::format(",{},{},{}", test::moving_x(t, p, j), test::moving_y(t, p, j),
                            test::moving_score(j));
      text += "\n";
    }
  const Records sleap = read_records(table_source(text));
  check_moving(sleap, {.frames = 3, .people = 2}, true);
  BOOST_TEST(sleap.frames.at(2).people.at(1).id.value() == 1);
  BOOST_TEST(sleap.frames.at(2).people.at(1).score == 0.6);

  std::string columns = "frame", row = "8";
  for (Index p = 0; p < 2; ++p)
    for (Index j = 0; j < 17; ++j) {
      columns += fmt::format(",person{}_{}_x,person{}_{}_y", p + 1, test::coco_name(j), p + 1,
                             test::coco_name(j));
      row += fmt::format(",{},{}", test::moving_x(0, p, j), test::moving_y(0, p, j));
    }
  const Records wide_people = read_records(table_source(columns + "\n" + row + "\n"));
  check_moving(wide_people, {.frames = 1, .people = 2}, false);
  BOOST_TEST(wide_people.frames.at(0).people.at(1).id.value() == 2);
  BOOST_TEST(wide_people.frames.at(0).number.value() == 8);
  BOOST_TEST(wide_people.names == test::coco_names());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
