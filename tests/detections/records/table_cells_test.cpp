#include <cmath>
#include <functional>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/detections/records/tables/cell_points.h"
#include "tests/detections/records/array_documents.h"

namespace posegrad::pose::detections {
namespace {

using formats::Value;
using test::check_moving;
using test::check_refused;
using test::Movement;
using test::read_records;
using test::table_source;

constexpr Movement kBody{.frames = 3};

// In a cell `|` stands for a comma.

std::string list_of(Index t, const std::function<double(Index)>& number) {
  std::vector<double> numbers;
  for (Index j = 0; j < 17; ++j) numbers.push_back(number(j));
  static_cast<void>(t);
  return fmt::format("[{}]", fmt::join(numbers, "| "));
}
std::string xs(Index t) {
  return list_of(t, [&](Index j) { return test::moving_x(t, 0, j); });
}
std::string ys(Index t) {
  return list_of(t, [&](Index j) { return test::moving_y(t, 0, j); });
}
std::string scores(Index t) { return list_of(t, test::moving_score); }

/// Lists of x, y, score; `form` writes one of them, `between` stands between two.
std::string triples(Index t, const char* form, const char* between) {
  std::vector<std::string> items;
  for (Index j = 0; j < 17; ++j)
    items.push_back(fmt::format(fmt::runtime(form), test::moving_x(t, 0, j),
                                test::moving_y(t, 0, j), test::moving_score(j)));
  return fmt::format("{}", fmt::join(items, between));
}

std::string table(const std::string& header, const std::function<std::string(Index)>& row) {
  std::string text = header + "\n";
  for (Index t = 0; t < kBody.frames; ++t) text += row(t) + "\n";
  return text;
}

BOOST_AUTO_TEST_SUITE(cell_tables)

BOOST_AUTO_TEST_CASE(literals_of_python_and_json) {
  const auto number = [](const char* text) {
    return tables::read_python_literal(text).value().items().at(0).as_double();
  };
  BOOST_TEST(number("[1.5]") == 1.5);
  BOOST_TEST(number("(2, 3)") == 2);
  BOOST_TEST(number("array([3., 4.], dtype=float32)") == 3);
  BOOST_TEST(number("tensor([5.], device='cuda:0')") == 5);
  BOOST_TEST(number("[np.float64(6.25)]") == 6.25);
  BOOST_TEST(number("[ 7.  8.\n 9.]") == 7);
  BOOST_TEST(std::isnan(number("[nan]")));
  BOOST_TEST(tables::read_python_literal("[None]").value().items().at(0).is_none());
  const Value dict =
      tables::read_python_literal(R"({'x': [1], "y": {'a\'b': null}, 3: True})").value();
  BOOST_TEST(dict.at("x").items().at(0).as_int() == 1);
  BOOST_TEST(dict.at("y").at("a'b").is_none());
  BOOST_TEST(dict.find(3)->as_bool());
  for (const auto* broken :
       {"", "[1", "[1}", "{'a' 1}", "{[1]: 2}", "'open", "os.system(1", "[1] 2", "word", "[a]"})
    BOOST_TEST_CONTEXT(broken) { BOOST_TEST(!tables::read_python_literal(broken).has_value()); }
  BOOST_TEST(!tables::read_python_literal(std::string(100'000, '[')).has_value());
}

BOOST_AUTO_TEST_CASE(ultralytics_data_frames) {
  const Records records = read_records(
      table_source(table(",name,class,confidence,box,keypoints,track_id,frame", [](Index t) {
        return fmt::format(
            "{0},person,0,0.75,{{'x1': 1.0| 'y1': 2.0| 'x2': 900.0| 'y2': 800.0}},{{'x': {1}| 'y': "
            "{2}| 'visible': {3}}},4,{0}",
            t, xs(t), ys(t), scores(t));
      })));
  check_moving(records, kBody, true);
  const RawPerson& person = records.frames.at(2).people.at(0);
  BOOST_TEST(person.score == 0.75);
  BOOST_TEST(person.id.value() == 4);
  BOOST_TEST(person.box.value()[2] == 900);
  BOOST_TEST(records.frames.at(2).number.value() == 2);
  BOOST_TEST((records.usual == std::vector<std::string>{"coco"}));
  const Records flattened = read_records(
      table_source(table("frame,keypoints.x,keypoints.y,keypoints.visible", [](Index t) {
        return fmt::format("{},{},{},{}", t, xs(t), ys(t), scores(t));
      })));
  check_moving(flattened, kBody, true);
}

BOOST_AUTO_TEST_CASE(lists_in_any_notation) {
  const std::vector<std::pair<const char*, const char*>> forms{
      {"[{}| {}| {}]", "| "}, {"({}| {}| {})", "|"}, {"[{} {} {}]", " "}, {"{}| {}| {}", "| "}};
  for (const auto& [form, between] : forms)
    for (const auto* column : {"keypoints", "pose", "kpts", "landmarks"})
      BOOST_TEST_CONTEXT(form << column) {
        const Records records = read_records(table_source(
            table(fmt::format("image,{}", column), [&, f = form, b = between](Index t) {
              return fmt::format("{}.jpg,[{}]", t, triples(t, f, b));
            })));
        check_moving(records, kBody, true);
        BOOST_TEST(records.frames.at(1).name == "1.jpg");
      }
}

BOOST_AUTO_TEST_CASE(dicts_name_the_joints) {
  for (const auto* form :
       {"'{}': [{}| {}| {}]", "\"{}\": {{\"x\": {}| \"y\": {}| \"score\": {}}}"}) {
    const Records records = read_records(table_source(table("frame,keypoints", [&](Index t) {
      std::vector<std::string> joints;
      for (Index j = 0; j < 17; ++j)
        joints.push_back(
            fmt::format(fmt::runtime(form), test::coco_names()[static_cast<std::size_t>(j)],
                        test::moving_x(t, 0, j), test::moving_y(t, 0, j), test::moving_score(j)));
      return fmt::format("{},{{{}}}", t, fmt::join(joints, "| "));
    })));
    check_moving(records, kBody, true);
    BOOST_TEST(records.names == test::coco_names());
  }
}

BOOST_AUTO_TEST_CASE(empty_cells_are_frames_without_people) {
  const Records records = read_records(table_source(table("frame,keypoints", [](Index t) {
    return t == 1 ? std::string("1,") : fmt::format("{},[{}]", t, triples(t, "[{}| {}| {}]", "|"));
  })));
  BOOST_TEST_REQUIRE(records.frames.size() == 3U);
  BOOST_TEST(records.frames[1].people.empty());
  BOOST_TEST(records.frames[2].people.size() == 1U);
}

BOOST_AUTO_TEST_CASE(broken_cells_are_named) {
  const auto refused = [](const std::string& cell, const std::string& message) {
    check_refused(table_source(fmt::format("frame,keypoints\n0,[{}]\n1,{}\n",
                                           triples(0, "[{}| {}| {}]", "|"), cell)),
                  "file: line 3, column 'keypoints': " + message);
  };
  refused("[1| 2| ...", "a list is wanted; found '[1, 2, ...'");
  refused("[[1| 2]| [3| 4]]",
          "cell: an array (joints, 2 or 3) or (people, joints, 2 or 3) is wanted; found the shape "
          "(2, 2)");
  refused("{'x': [1| 2]| 'y': [1]}", "2 x, 1 y and 2 visible; as many of each are wanted");
  refused("{'x': ['a']| 'y': [1]}", "lists of numbers are wanted");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
