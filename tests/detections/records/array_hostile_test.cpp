#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/detections/records/arrays/number_block.h"
#include "tests/detections/records/array_documents.h"

namespace posegrad::pose::detections {
namespace {

using formats::Value;
using test::check_refused;
using test::dict;
using test::moving;

Source pickled(Value value) { return test::value_source(std::move(value), Content::data); }

BOOST_AUTO_TEST_SUITE(hostile_arrays)

BOOST_AUTO_TEST_CASE(lists_that_name_one_list_often_are_refused) {
  Value numbers = Value::list(std::vector<Value>(100, Value(1.0)));
  for (int level = 0; level < 5; ++level) numbers = Value::list(std::vector<Value>(100, numbers));
  check_refused(pickled(dict({{"keypoints", numbers}})),
                "file: keypoints: the same lists of numbers stand there again and again");
}

BOOST_AUTO_TEST_CASE(frames_that_name_one_array_often_are_refused) {
  const Value crowd =
      moving({.frames = 1, .people = 500}, "TPJD", 3).as_array().item_of_first_axis(0);
  std::vector<Value> frames(2000, dict({{"keypoints", crowd}}));
  check_refused(pickled(Value::list(frames)),
                "file: frame 41: keypoints: the same lists of numbers stand there again and again");
  const Value empty = Value::list();
  const Value persons =
      moving({.frames = 1, .people = 2000}, "TPDJ", 4).as_array().item_of_first_axis(0);
  std::vector<double> boxes(10'000, 1);
  std::vector<Value> box_items, point_items;
  for (int i = 0; i < 1000; ++i) {
    box_items.push_back(Value::list({empty, test::doubles({2000, 5}, boxes)}));
    point_items.push_back(Value::list({empty, persons}));
  }
  BOOST_CHECK_THROW(
      test::read_records(test::npz_source(
          {{"boxes", test::objects(box_items)}, {"keypoints", test::objects(point_items)}})),
      DataError);
}

BOOST_AUTO_TEST_CASE(deep_nesting_is_passed_over) {
  Value deep = Value::list({Value(1.0)});
  for (int i = 0; i < 900; ++i) deep = Value::list({deep});
  BOOST_TEST(test::reader_of(pickled(deep)).empty());
  Value keyed = dict({{"frames", Value::list()}});
  for (int i = 0; i < 900; ++i) keyed = dict({{"group", keyed}});
  BOOST_TEST(test::reader_of(pickled(keyed)).empty());
  Value people = dict({{"keypoints", moving({.frames = 1}, "JD", 3)}});
  for (int i = 0; i < 20; ++i) people = dict({{"people", Value::list({people})}});
  check_refused(
      pickled(Value::list({dict({{"keypoints", moving({.frames = 1}, "JD", 3)}}), people})),
      "file: frame 1: people: [0]: people: [0]: people: [0]: people: lists in lists in "
      "lists; keypoints are wanted");
}

BOOST_AUTO_TEST_CASE(sizes_without_items_are_no_frames) {
  const Value none = test::doubles({1'000'000'000, 17, 0}, {});
  BOOST_TEST(test::reader_of(test::value_source(none, Content::array)).empty());
  check_refused(
      test::npz_source({{"positions_2d", dict({{"a", dict({{"b", Value::list({none})}})}})}}),
      "file: positions_2d: a: b: 2 or 3 numbers a joint are wanted; found the shape "
      "(1000000000, 17, 0)");
}

BOOST_AUTO_TEST_CASE(what_a_name_promises_is_checked) {
  check_refused(test::npz_source({{"reconstruction",
                                   test::doubles({1, 6, 17, 1}, std::vector<double>(102, 1))}}),
                "file: reconstruction: an array (frames, joints, 2 or 3), (frames, people, joints, "
                "2 or 3), (frames, joints * 2 or 3) or (joints, 2 or 3) is wanted; found the shape "
                "(6, 17)");
  const Value dims = Value(R"(["xy", "frame", "track", "node"])");
  check_refused(pickled(dict({{"tracks", test::doubles({6, 2, 7, 7}, std::vector<double>(588, 1))},
                              {"node_names", test::texts({"a", "b"})},
                              {"tracks@attributes", dict({{"dims", dims}})}})),
                "file: tracks: an array (tracks, 2, nodes, frames) is wanted; found the shape "
                "(6, 2, 7, 7) with 2 names of nodes");
}

BOOST_AUTO_TEST_CASE(readers_look_at_anything_without_a_word) {
  const std::vector<Value> values{Value(),
                                  Value(1),
                                  Value("text"),
                                  Value::list(),
                                  Value::dict(),
                                  Value::tuple(),
                                  Value::bytes(formats::Blob::copy_of("abc")),
                                  Value::list({Value()}),
                                  Value::list({Value::dict()}),
                                  dict({{"keypoints", Value()}}),
                                  dict({{"keypoints", Value("none")}}),
                                  dict({{"boxes", Value()}, {"keypoints", Value(1)}}),
                                  dict({{"positions_2d", Value()}}),
                                  dict({{"tracks", Value(1)}, {"node_names", Value()}}),
                                  dict({{"annotations", Value::list({Value(1)})}}),
                                  Value::object("module.Class", Value::tuple()),
                                  Value::global("module.function"),
                                  dict({{"df", dict({{"table", Value(3)}})}})};
  for (const Value& value : values)
    for (const Content content :
         {Content::data, Content::data_lines, Content::array, Content::arrays}) {
      const Source source = test::value_source(value, content);
      for (const auto& reader : array_readers()) {
        BOOST_CHECK_NO_THROW(reader->takes(source));
        if (!reader->takes(source)) continue;
        BOOST_CHECK_THROW(reader->read(source, {}), DataError);
      }
    }
  Source nothing;
  nothing.path = "folder";
  nothing.is_folder = true;
  for (const auto& reader : array_readers()) BOOST_TEST(!reader->takes(nothing));
  BOOST_TEST(test::reader_of(test::table_source("")).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
