#include <limits>

#include <boost/test/unit_test.hpp>

#include "pose/formats/json.h"
#include "tensor/error.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose::formats;
using namespace posegrad::test;

BOOST_AUTO_TEST_SUITE(json_writer)

BOOST_AUTO_TEST_CASE(what_is_written_reads_back) {
  Value dict = Value::dict();
  dict.set("z", Value::list({Value(), true, -3, 0.25, "\u00e9\n\""}));
  dict.set("a", Value::tuple({Value::dict()}));
  const std::string text = write_json(dict);
  BOOST_TEST(text == "{\"z\":[null,true,-3,0.25,\"\u00e9\\n\\\"\"],\"a\":[{}]}");
  BOOST_TEST(write_json(read_json(text, "x")) == text);
}

BOOST_AUTO_TEST_CASE(what_json_does_not_have_is_refused) {
  const auto refuses = [](const Value& value, const std::string& message) {
    check_throws<DataError>([&] { write_json(value); }, message);
  };
  refuses(std::numeric_limits<double>::quiet_NaN(), "nan has no place in JSON");
  refuses(Value::list({Value::bytes({})}), "a bytes has no place in JSON");
  Value deep = Value::list();
  for (int depth = 0; depth < 2000; ++depth) deep = Value::list({deep});
  refuses(deep, "data is nested deeper than 1000 levels");
}

BOOST_AUTO_TEST_SUITE_END()
