#include <boost/test/unit_test.hpp>

#include "pose/formats/json.h"
#include "tensor/error.h"
#include "tests/support/throws.h"

namespace posegrad::pose::formats {
namespace {

void check_refused(const std::string& text, const std::string& message) {
  test::check_throws<DataError>([&] { read_json(text, "a.json"); }, "a.json: " + message);
}

BOOST_AUTO_TEST_SUITE(json_reader)

BOOST_AUTO_TEST_CASE(values_come_as_they_are_written) {
  const Value value = read_json(
      R"({"b": [1, -2.5, true, null, "é\n"], "a": {}, "big": 18446744073709551615, "b2": []})",
      "x");
  BOOST_TEST_REQUIRE(value.is_dict());
  BOOST_TEST(value.entries()[0].first.as_text() == "b");
  BOOST_TEST(value.entries()[1].first.as_text() == "a");
  const auto& items = value.at("b").items();
  BOOST_TEST_REQUIRE(items.size() == 5U);
  BOOST_TEST(items[0].as_int() == 1);
  BOOST_TEST(items[1].as_double() == -2.5);
  BOOST_TEST(items[2].as_bool());
  BOOST_TEST(items[3].is_none());
  BOOST_TEST(items[4].as_text() == "\xC3\xA9\n");
  BOOST_TEST(value.at("a").size() == 0U);
  BOOST_TEST(value.at("big").as_double() == 18446744073709551615.0);
  BOOST_TEST(read_json("\xEF\xBB\xBF 7 ", "x").as_int() == 7);
  BOOST_TEST(read_json(R"({"a": 1, "a": 2})", "x").at("a").as_int() == 2);
}

BOOST_AUTO_TEST_CASE(what_is_no_json_is_refused_with_its_place) {
  check_refused("", "line 1, column 1: this is no JSON: the text ends too early");
  check_refused("[1,\n2", "line 2, column 2: this is no JSON: the text ends too early");
  check_refused("[1,\n  NaN]", "line 2, column 3: this is no JSON: 'NaN]' was not expected");
  check_refused("{\"a\" 1}", "line 1, column 6: this is no JSON: '1}' was not expected");
  check_refused("[1e400]", "line 1, column 2: the number 1e400 is out of range");
  BOOST_CHECK_THROW(read_json("[1] [2]", "x"), DataError);
  BOOST_CHECK_THROW(read_json("[\"\xFF\"]", "x"), DataError);
  BOOST_CHECK_THROW(read_json("['a']", "x"), DataError);
}

BOOST_AUTO_TEST_CASE(nesting_is_bounded) {
  const std::string deep(100, '['), back(100, ']');
  BOOST_TEST(read_json(deep + back, "x").size() == 1U);
  check_refused(std::string(1'000'000, '['), "nested deeper than 100 levels");
  std::string dicts;
  for (int i = 0; i < 101; ++i) dicts += "{\"a\":";
  check_refused(dicts, "nested deeper than 100 levels");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::formats
