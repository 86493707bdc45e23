#include <cmath>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/detections/records/json/points.h"
#include "pose/formats/json.h"
#include "tensor/error.h"
#include "tests/detections/records/json_sources.h"
#include "tests/support/throws.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using test::check_throws;

Field field(const std::string& text) { return {formats::read_json(text, "f"), "f"}; }
PointForm form(const std::string& text, Evidence evidence = Evidence::by_itself) {
  return point_form(field(text).value(), evidence);
}
PointList read(const std::string& text) { return read_points(field(text)); }

void check_refused(const std::string& text, const std::string& message) {
  check_throws<DataError>([&] { read(text); }, message);
}

const std::string kBox = R"({"x":1,"y":2,"width":3,"height":4})";
const std::string kBoxes =
    "[" + kBox + "," + kBox + "," + kBox + "," + kBox + "," + kBox + "," + kBox + "]";

BOOST_AUTO_TEST_SUITE(json_points)

BOOST_AUTO_TEST_CASE(forms_are_seen_by_structure) {
  BOOST_CHECK(form(test::flat_triples(1)) == PointForm::flat);
  BOOST_CHECK(form(test::rows(1)) == PointForm::rows);
  BOOST_CHECK(form(test::pair_rows(1)) == PointForm::rows);
  BOOST_CHECK(form(test::point_dicts(1)) == PointForm::dicts);
  BOOST_CHECK(form(test::columns(1)) == PointForm::columns);
  BOOST_CHECK(form(R"({"a":[1,2],"b":[1,2],"c":[1,2],"d":[1,2],"e":[1,2]})") == PointForm::named);
  BOOST_CHECK(
      form(
          R"({"a_x":1,"a_y":1,"b_x":1,"b_y":1,"c_x":1,"c_y":1,"d_x":1,"d_y":1,"e_x":1,"e_y":1})") ==
      PointForm::named_columns);
  BOOST_CHECK(form("[null,[1,2],[1,2],[],[1,2]]") == PointForm::rows);
  BOOST_CHECK(form('"' + test::pair_rows(1) + '"') == PointForm::rows);  // JSON in a text
}

BOOST_AUTO_TEST_CASE(other_things_have_no_form) {
  for (const std::string& text : std::vector<std::string>{
           "null", "5", "true", "\"x\"", "[]", "{}", "[1,2,3,4]", "[[1,2],[3,4]]", "[true,false]",
           R"([[[1,2],[3,4]]])", R"({"x1":1,"y1":2,"x2":3,"y2":4})", R"([{"a":1}])", kBoxes,
           "[[true,1],[true,1],[true,1],[true,1],[true,1]]"}) {
    BOOST_TEST_INFO(text);
    BOOST_CHECK(form(text) == PointForm::none);
  }
  // Where points stand, few are enough.
  BOOST_CHECK(form("[1,2,3,4]", Evidence::by_key) == PointForm::flat);
  BOOST_CHECK(form("[[1,2],[3,4]]", Evidence::by_key) == PointForm::rows);
  BOOST_CHECK(form(R"({"nose":[1,2]})", Evidence::by_key) == PointForm::named);
}

BOOST_AUTO_TEST_CASE(rows_have_what_they_have) {
  const PointList pairs = read("[[1,2],null,[3,4]]");
  BOOST_TEST(pairs.width == 2);
  BOOST_TEST(pairs.points[0].y == 2);
  BOOST_TEST(std::isnan(pairs.points[1].x));
  BOOST_TEST(std::isnan(pairs.points[2].score));
  const PointList triples = read("[[1,2,0.5],[3,null,-7]]");
  BOOST_TEST(triples.width == 3);
  BOOST_TEST(!triples.is_scored);
  BOOST_TEST(triples.points[1].score == -7);
  BOOST_TEST(std::isnan(triples.points[1].y));
  const PointList five = read("[null,[1,2,3,0.5,0.9]]");
  BOOST_TEST(five.width == 4);
  BOOST_TEST(std::isnan(five.fourth[0]));
  BOOST_TEST(five.fourth[1] == 0.5);
}

BOOST_AUTO_TEST_CASE(numbers_may_be_texts) {
  const PointList list = read(R"([["12.5"," 3 ","nan"],["","None","1e-1"]])");
  BOOST_TEST(list.points[0].x == 12.5);
  BOOST_TEST(list.points[0].y == 3);
  BOOST_TEST(std::isnan(list.points[0].score));
  BOOST_TEST(std::isnan(list.points[1].x));
  BOOST_TEST(std::isnan(list.points[1].y));
  BOOST_TEST(list.points[1].score == 0.1);
}

BOOST_AUTO_TEST_CASE(dicts_hold_coordinates_in_many_ways) {
  for (const std::string item :
       {R"({"x":1,"y":2,"score":0.5})", R"({"X":1,"Y":2,"c":0.5})",
        R"({"x":1,"y":2,"z":9,"v":0.5})", R"({"position":{"x":1,"y":2},"score":0.5})",
        R"({"point":[1,2],"confidence":0.5})",
        R"({"x":1,"y":2,"visibility":0.5,"presence":0.1})"}) {
    BOOST_TEST_INFO(item);
    const PointList list = read("[" + item + "]");
    BOOST_TEST(list.is_scored);
    BOOST_TEST(list.points[0].x == 1);
    BOOST_TEST(list.points[0].y == 2);
    BOOST_TEST(list.points[0].score == 0.5);
  }
  BOOST_TEST(std::isnan(read(R"([{"x":1,"y":2,"visible":true}])").points[0].score));
  BOOST_TEST(std::isnan(read(R"({"x":[1],"y":[2],"visible":[true]})").points[0].score));
}

BOOST_AUTO_TEST_CASE(points_are_named_or_numbered) {
  using Names = std::vector<std::string>;
  using Numbers = std::vector<std::size_t>;
  for (const std::string key : {"name", "part", "label", "joint", "landmark", "class"}) {
    const PointList list = read(
        fmt::format(R"([{{"x":1,"y":2,"{0}":"nose"}},{{"x":3,"y":4,"{0}":"left_eye"}}])", key));
    BOOST_TEST((list.names == Names{"nose", "left_eye"}));
  }
  BOOST_TEST((read(R"([{"x":1,"y":2,"id":4},{"x":3,"y":4,"id":2}])").numbers == Numbers{4, 2}));
  BOOST_TEST(read(R"([{"x":1,"y":2,"id":0.5},{"x":3,"y":4,"id":1}])").numbers.empty());
  BOOST_TEST((read(R"([{"x":1,"y":2,"landmark":"7"},{"x":3,"y":4,"landmark":0}])").numbers ==
              Numbers{7, 0}));
  // What all of them share is not which one it is.
  BOOST_TEST(read(R"([{"x":1,"y":2,"class_id":0},{"x":3,"y":4,"class_id":0}])").numbers.empty());
  const PointList named =
      read(R"({"bbox":[1,2,3,4],"score":1,"nose":[1,2,0.5],"head top":[3,4,0.6]})");
  BOOST_TEST((named.names == Names{"nose", "head top"}));
  BOOST_TEST(named.points[1].score == 0.6);
  BOOST_TEST((read(R"({"3":[1,2],"1":[3,4]})").numbers == Numbers{3, 1}));
  const PointList flat =
      read(R"({"left_eye_x":1,"left_eye_y":2,"left_eye_score":0.5,"nose.x":3,"nose.y":4})");
  BOOST_TEST((flat.names == Names{"left_eye", "nose"}));
  BOOST_TEST(flat.points[0].score == 0.5);
  BOOST_TEST(std::isnan(flat.points[1].score));
  BOOST_TEST((read(R"({"x0":1,"y0":2,"x_1":3,"y_1":4})").numbers == Numbers{0, 1}));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said_with_its_place) {
  check_refused("5", "f: points are wanted; found 5");
  check_refused("[[1,2],[1,2],[1,2,3]]", "f: [2]: 3 numbers; 2 as before are wanted");
  check_refused(R"([[1,2],[1,2],[1,2],[1,2],[1,2],[1,2],[1,2],[1,2],[1,2],[1,2],[1,2],[1,2],[1]])",
                "f: [12]: 1 numbers; 2 as before are wanted");
  check_refused("[1,2,3,4,5,6,7,8,9,10,11,12,true]", "f: [12]: a number is wanted; found true");
  check_refused(R"({"x":[1,2],"y":[1],"c":[1,1]})",
                "f: 2 x, 1 y and 2 scores; as many of each are wanted");
  check_refused(R"({"x":[1,"a"],"y":[1,2]})", "f: x: [1]: a number is wanted; found 'a'");
  check_refused(R"([{"x":1,"y":2,"name":"nose"},{"x":1,"y":2,"name":"nose"}])",
                "f: [1]: the point 'nose' comes twice");
  check_refused(R"({"a":[1,2],"b":[1,2,3]})", "f: b: 3 numbers; 2 are wanted as before");
  check_refused(R"({"a":[1,2],"b":{"x":1,"y":2}})", "f: some points are lists, others dicts");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
