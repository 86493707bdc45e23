#include "pose/formats/pickle_value.h"

#include <boost/test/unit_test.hpp>

#include "pose/formats/field.h"
#include "pose/formats/pickle_nesting.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose::formats;
using namespace posegrad::test;

BOOST_AUTO_TEST_SUITE(pickle_value)

BOOST_AUTO_TEST_CASE(dicts_keep_their_order_and_find_both_kinds_of_text) {
  Value dict = Value::dict();
  dict.set("b", 1);
  dict.set(Value::bytes(Blob::copy_of("w\xe9")), 2);  // as Python 2 pickles text
  dict.set(7, 3);
  dict.set("b", 4);  // takes the old place
  BOOST_TEST(dict.size() == 3U);
  BOOST_TEST(dict.entries()[0].second.as_int() == 4);
  BOOST_TEST(dict.at("w\u00e9").as_int() == 2);
  BOOST_TEST((dict.find(7) != nullptr));
  BOOST_TEST((dict.find("c") == nullptr));
  check_throws<DataError>([&] { dict.at("c"); }, "there is no 'c'; it has: b, w\u00e9, int");
  BOOST_CHECK_THROW(dict.set(Value::list(), 1), DataError);
}

BOOST_AUTO_TEST_CASE(equal_keys_are_one_key_as_in_python) {
  Value dict = Value::dict();
  dict.set(1, "int");
  dict.set(1.0, "float");
  dict.set(true, "bool");
  BOOST_TEST(dict.size() == 1U);
  BOOST_TEST(dict.find(1)->as_text() == "bool");
  BOOST_TEST(Value::set({1, 1.0, 2}).size() == 2U);
}

BOOST_AUTO_TEST_CASE(numbers_convert_where_python_would) {
  BOOST_TEST(Value(true).as_int() == 1);
  BOOST_TEST(Value(3).as_double() == 3.0);
  BOOST_TEST(Value::scalar(NdArray::of_number(0.5)).as_double() == 0.5);
  check_throws<DataError>([] { Value(2.0).as_int(); }, "an integer is wanted; found float");
  check_throws<DataError>([] { Value("x").as_double(); }, "a number is wanted; found str 'x'");
  check_throws<DataError>([] { Value().as_text(); }, "a text is wanted; found None");
  check_throws<DataError>([] { Value(NdArray::of_number(1)).as_int(); },
                          "an integer is wanted; found array float64 ()");
}

BOOST_AUTO_TEST_CASE(integers_of_any_size) {
  using namespace std::string_literals;
  BOOST_TEST(Value::integer("").as_int() == 0);
  BOOST_TEST(Value::integer("\xff"s).as_int() == -1);
  BOOST_TEST(Value::integer("\xff\x00"s).as_int() == 255);
  BOOST_TEST(Value::integer("\x00\x00\x00\x00\x00\x00\x00\x80"s).as_int() ==
             std::numeric_limits<std::int64_t>::min());
  const Value big = Value::integer("\x00\x00\x00\x00\x00\x00\x00\x80\x00\x00"s);
  BOOST_TEST(big.kind_name() == "int");
  BOOST_TEST(big.big_integer() == "\x00\x00\x00\x00\x00\x00\x00\x80\x00"s);
  check_throws<DataError>([&] { big.as_int(); }, "an integer is beyond 64 bits");
  for (const std::int64_t n : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{127},
                               std::int64_t{128}, std::int64_t{-129}})
    BOOST_TEST(Value::integer(Value(n).big_integer()).as_int() == n);
  BOOST_TEST(Value(128).big_integer() == "\x80\x00"s);
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_freed_without_recursion) {
  Value list = Value::list(), dict = Value::dict(), objects;
  for (int depth = 0; depth < 100000; ++depth) {
    list = Value::list({list});
    Value outer = Value::dict();
    outer.set("k", dict);
    dict = outer;
    objects = NdArray::of_objects({}, {objects});
  }
  BOOST_CHECK_THROW(check_nesting(list), DataError);
  BOOST_TEST(dict.size() == 1U);
  BOOST_TEST(objects.is_array());
}

BOOST_AUTO_TEST_CASE(loops_and_endless_sharing_are_seen) {
  Value list = Value::list();
  list.push_back(Value::tuple({list}));
  check_throws<DataError>([&] { check_nesting(list); }, "a container is inside of itself");
  list.clear();  // or it would leak
  Value twice = Value::list({1});
  for (int i = 0; i < 20; ++i) twice = Value::tuple({twice, twice});
  BOOST_TEST(check_nesting(twice).size() == 21U);
  for (int i = 0; i < 40; ++i) twice = Value::tuple({twice, twice});
  BOOST_CHECK_THROW(check_nesting(twice), DataError);
}

BOOST_AUTO_TEST_CASE(a_field_says_where) {
  Value group = Value::dict(), optimizer = Value::dict(), file = Value::dict();
  group.set("lr", Value());
  optimizer.set("param_groups", Value::list({group}));
  file.set("optimizer", optimizer);
  file.set("state", NdArray::of_objects({}, {group}));
  const Field root(file, "old.bin");
  const Field groups = root.at("optimizer").at("param_groups");
  check_throws<DataError>(
      [&] { groups[0].at("lr").as_double(); },
      "old.bin: optimizer: param_groups: [0]: lr: a number is wanted; found None");
  check_throws<DataError>([&] { groups[1]; },
                          "old.bin: optimizer: param_groups: item 1 is wanted; there are 1");
  check_throws<DataError>([&] { groups.at("x"); },
                          "old.bin: optimizer: param_groups: a dict is wanted; found list");
  check_throws<DataError>([&] { root.at("x"); },
                          "old.bin: there is no 'x'; it has: optimizer, state");
  BOOST_TEST(!root.find("x"));
  BOOST_TEST(groups[0].find("lr")->is_none());
  BOOST_TEST(root.at("state").unwrapped().at("lr").is_none());
  BOOST_TEST(root.entries()[1].second.where() == "old.bin: state");
}

BOOST_AUTO_TEST_SUITE_END()
