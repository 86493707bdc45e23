#include <cmath>

#include <boost/test/unit_test.hpp>

#include "tests/detections/records/array_documents.h"

namespace posegrad::pose::detections {
namespace {

using formats::NdArray;
using formats::Value;
using test::check_refused;
using test::dict;
using test::npz_source;
using test::objects;
using test::read_records;
using Entries = std::vector<std::pair<std::string, Value>>;

/// (n, 5) with these scores.
Value boxes(const std::vector<double>& scores) {
  std::vector<double> numbers;
  for (const double score : scores) numbers.insert(numbers.end(), {10, 20, 30, 40, score});
  return test::doubles({static_cast<Index>(scores.size()), 5}, numbers);
}

/// Rows x, y, logit, probability of the 17 joints of person `p`; the last rows may be left out.
std::vector<double> rows(Index p, Index count = 4) {
  std::vector<double> numbers;
  for (Index row = 0; row < count; ++row)
    for (Index j = 0; j < 17; ++j)
      numbers.push_back(row == 0   ? test::moving_x(0, p, j)
                        : row == 1 ? test::moving_y(0, p, j)
                        : row == 2 ? -5
                                   : test::moving_score(j));
  return numbers;
}
Value person(Index p) { return test::doubles({4, 17}, rows(p)); }
Value people(Index count) {
  std::vector<double> all;
  for (Index p = 0; p < count; ++p) {
    const std::vector<double> one = rows(p);
    all.insert(all.end(), one.begin(), one.end());
  }
  return test::doubles({count, 4, 17}, all);
}

Value frames(std::vector<Index> shape, std::vector<Value> items) {
  return NdArray::of_objects(std::move(shape), std::move(items));
}

void check_person(const RawPerson& found, Index p) {
  BOOST_TEST_REQUIRE(found.points.size() == 17U);
  for (Index j = 0; j < 17; ++j) {
    const RawPoint& point = found.points[static_cast<std::size_t>(j)];
    BOOST_TEST(point.x == test::moving_x(0, p, j));
    BOOST_TEST(point.y == test::moving_y(0, p, j));
    BOOST_TEST(point.score == test::moving_score(j));
  }
}

BOOST_AUTO_TEST_SUITE(detectron_records)

BOOST_AUTO_TEST_CASE(detectrons_lists_may_have_none) {
  const Value empty = Value::list();
  const Records records = read_records(npz_source(
      {{"boxes", frames({3, 2}, {empty, boxes({0.5, 0.75}), empty, boxes({}), empty, boxes({1})})},
       {"keypoints", objects({Value::list({empty, Value::list({person(0), person(1)})}), Value(),
                              Value::list({empty, Value::list({person(2)})})})},
       {"segments", objects({Value(), Value(), Value()})},
       {"metadata", dict({{"w", Value(640)}, {"h", Value(360)}})}}));
  BOOST_TEST(records.format == "Detectron npz");
  BOOST_TEST((records.keys == FrameKeys::position));
  BOOST_TEST_REQUIRE(records.frames.size() == 3U);
  BOOST_TEST_REQUIRE(records.frames[0].people.size() == 2U);
  BOOST_TEST(records.frames[1].people.empty());
  check_person(records.frames[0].people[1], 1);
  check_person(records.frames[2].people.at(0), 2);
  BOOST_TEST(records.frames[0].people[1].score == 0.75);
  BOOST_TEST(records.frames[0].people[1].box.value()[3] == 40);
  BOOST_TEST(records.size.value().width == 640);
  BOOST_TEST(records.size.value().height == 360);
}

BOOST_AUTO_TEST_CASE(detectron2_has_an_array_a_frame) {
  const Value empty = Value::list();
  const Records records =
      read_records(npz_source({{"boxes", frames({2, 2}, {empty, empty, empty, boxes({0.5, 0.25})})},
                               {"keypoints", frames({2, 2}, {empty, empty, empty, people(2)})}}));
  BOOST_TEST(records.format == "Detectron2 npz");
  BOOST_TEST(records.frames.at(0).people.empty());
  check_person(records.frames.at(1).people.at(1), 1);
  BOOST_TEST(!records.size.has_value());
}

BOOST_AUTO_TEST_CASE(by_hand_there_are_fewer_rows_or_rows_of_joints) {
  const Value empty = Value::list(), box = frames({1, 2}, {empty, boxes({0.5})});
  const auto read_one = [&](Value keypoints) {
    const Value list = Value::list({std::move(keypoints)});
    return read_records(npz_source({{"boxes", box}, {"keypoints", frames({1, 2}, {empty, list})}}))
        .frames.at(0)
        .people.at(0);
  };
  const RawPerson pairs = read_one(test::doubles({2, 17}, rows(0, 2)));
  BOOST_TEST(pairs.points.at(3).y == test::moving_y(0, 0, 3));
  BOOST_TEST(std::isnan(pairs.points.at(3).score));
  const Value joints = test::moving({.frames = 1}, "JD", 3);
  check_person(read_one(joints), 0);
}

BOOST_AUTO_TEST_CASE(zeros_stay_zeros) {
  std::vector<double> lost = rows(0);
  for (const std::size_t row : {0U, 17U, 51U}) lost[row + 4] = 0;
  const Value empty = Value::list();
  const Records records = read_records(
      npz_source({{"boxes", frames({1, 2}, {empty, boxes({0.5})})},
                  {"keypoints", frames({1, 2}, {empty, test::doubles({1, 4, 17}, lost)})}}));
  const RawPoint& point = records.frames.at(0).people.at(0).points.at(4);
  BOOST_TEST((point.x == 0 && point.y == 0 && point.score == 0));
}

BOOST_AUTO_TEST_CASE(detectrons_mistakes_are_named) {
  const Value empty = Value::list(), one = frames({1, 2}, {empty, boxes({1})});
  const auto of_people = [&](Value list) {
    return frames({1, 2}, {empty, Value::list({std::move(list)})});
  };
  const auto refused = [](Entries entries, const std::string& message) {
    check_refused(npz_source(std::move(entries)), "file: " + message);
  };
  refused(
      {{"boxes", one}, {"keypoints", of_people(test::doubles({4, 3}, std::vector<double>(12)))}},
      "keypoints: frame 0: an array (4, 17) of numbers is wanted; found the shape (4, 3)");
  refused({{"boxes", frames({1, 2}, {empty, boxes({1, 1})})}, {"keypoints", of_people(person(0))}},
          "keypoints: frame 0: 1 people; there are 2 boxes");
  refused({{"boxes", one}, {"keypoints", objects({Value(), Value()})}},
          "keypoints: 2 frames; boxes has 1");
  refused({{"boxes", one},
           {"keypoints", of_people(person(0))},
           {"metadata", dict({{"w", Value(0)}, {"h", Value(5)}})}},
          "metadata: w and h are wanted, whole numbers of pixels from 1 to 100000");
  refused({{"boxes", frames({1, 2}, {empty, test::doubles({1, 3}, {1, 2, 3})})},
           {"keypoints", of_people(person(0))}},
          "boxes: frame 0: an array (people, 5) of numbers is wanted; found the shape (1, 3)");
  refused({{"boxes", objects({Value::list({empty})})}, {"keypoints", of_people(person(0))}},
          "boxes: frame 0: a list of background and person is wanted; found 1 items");
}

BOOST_AUTO_TEST_CASE(empty_frames_of_any_number_are_refused_at_once) {
  const Value nobody = test::doubles({1'000'000'000'000, 2, 0}, {});
  check_refused(npz_source({{"boxes", nobody}, {"keypoints", nobody}}),
                "file: nobody was found in any of 1000000000000 frames (Detectron npz)");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
