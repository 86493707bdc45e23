#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/detections/records/array_documents.h"

namespace posegrad::pose::detections {
namespace {

using formats::Value;
using test::check_moving;
using test::check_refused;
using test::Movement;
using test::moving;
using test::read_records;

Source npy(Value value) { return test::value_source(std::move(value), Content::array); }

BOOST_AUTO_TEST_SUITE(array_shapes)

BOOST_AUTO_TEST_CASE(axes_are_found_by_their_sizes) {
  const Movement one{.frames = 60}, two{.frames = 60, .people = 2};
  for (const auto* axes : {"TJD", "TPJD", "PTJD", "TDJ", "DTJ", "JTD", "TF", "TPF", "PTF", "TDJP"})
    for (const Index numbers : {2, 3}) {
      BOOST_TEST_CONTEXT(axes << " with " << numbers) {
        check_moving(read_records(npy(moving(one, axes, numbers))), one, numbers == 3);
      }
    }
  for (const auto* axes : {"TPJD", "PTJD", "TPDJ", "TPF", "PTF", "PDTJ"})
    BOOST_TEST_CONTEXT(axes << " of two people") {
      check_moving(read_records(npy(moving(two, axes, 3))), two, true);
    }
}

BOOST_AUTO_TEST_CASE(one_frame_may_have_no_axis_of_its_own) {
  const Movement one{.frames = 1};
  for (const auto* axes : {"JD", "DJ", "F", "TJD", "PTJD"}) BOOST_TEST_CONTEXT(axes) {
      check_moving(read_records(npy(moving(one, axes, 3))), one, true);
    }
}

BOOST_AUTO_TEST_CASE(few_frames_and_few_people_are_told_apart_by_the_motion) {
  const Movement few{.frames = 5, .people = 3};
  const Records records = read_records(npy(moving(few, "PTJD", 2)));
  check_moving(records, few, false);
  BOOST_TEST(records.notes.at(0) ==
             "the shape (3, 5, 17, 2) is taken as (people, frames, joints, numbers of a joint)");
  const Records usual = read_records(npy(moving(few, "TPJD", 2)));
  check_moving(usual, few, false);
  BOOST_TEST(usual.notes.empty());
  const Movement square{.frames = 17};
  check_moving(read_records(npy(moving(square, "TJD", 2))), square, false);
  check_moving(read_records(npy(moving(square, "JTD", 2))), square, false);
}

BOOST_AUTO_TEST_CASE(axes_that_stay_open_are_refused) {
  std::vector<double> noise;
  for (int i = 0; i < 4 * 3 * 17 * 2; ++i) noise.push_back(std::fmod(i * i * 7919.0 + 1, 1013.0));
  check_refused(npy(test::doubles({4, 3, 17, 2}, noise)),
                "file: the shape (4, 3, 17, 2) can be (frames, people, joints, numbers of a joint) "
                "or (people, frames, joints, numbers of a joint); wanted is an array that can be "
                "one thing only, such as that of one person (frames, joints, 2 or 3)");
  const Movement fractions{.frames = 9, .people = 2, .joints = 18, .scale = 0.001};
  check_refused(npy(moving(fractions, "DTJP", 3)),
                "file: the shape (3, 9, 18, 2) can be (people, frames, joints, numbers of a joint) "
                "or (numbers of a joint, frames, joints, people); wanted is an array that can be "
                "one thing only, such as that of one person (frames, joints, 2 or 3)");
}

BOOST_AUTO_TEST_CASE(planes_of_x_y_and_score_are_known_by_pixels) {
  const Movement two{.frames = 9, .people = 2, .joints = 18}, three{.frames = 9, .people = 3};
  check_moving(read_records(npy(moving(two, "DTJP", 3))), two, true);
  check_moving(read_records(npy(moving(three, "PTJD", 2))), three, false);
}

BOOST_AUTO_TEST_CASE(shapes_of_nothing_known_are_refused) {
  check_refused(npy(test::doubles({60, 3, 3}, std::vector<double>(540, 1))),
                "file: an array (frames, joints, 2 or 3), (frames, people, joints, 2 or 3), "
                "(frames, joints * 2 or 3) or (joints, 2 or 3) is wanted; found the shape "
                "(60, 3, 3)");
  check_refused(npy(test::doubles({2, 2, 2, 2, 2}, std::vector<double>(32, 1))),
                "file: an array (frames, joints, 2 or 3), (frames, people, joints, 2 or 3), "
                "(frames, joints * 2 or 3) or (joints, 2 or 3) is wanted; found the shape "
                "(2, 2, 2, 2, 2)");
  BOOST_TEST(test::reader_of(npy(test::texts({"a", "b"}))).empty());
  BOOST_TEST(test::reader_of(npy(test::doubles({0, 17, 2}, {}))).empty());
  BOOST_TEST(test::reader_of(npy(Value(1.0))).empty());
}

BOOST_AUTO_TEST_CASE(flat_numbers_are_pairs_or_triples) {
  for (const Index joints : {14, 15, 16, 17, 18, 20, 25, 26, 33, 133, 136}) {
    const Movement body{.frames = 4, .joints = joints};
    for (const Index numbers : {2, 3}) BOOST_TEST_CONTEXT(joints << " joints of " << numbers) {
        check_moving(read_records(npy(moving(body, "TF", numbers))), body, numbers == 3);
      }
  }
  const Movement small{.frames = 4, .joints = 22, .scale = 0.001};
  check_refused(npy(moving(small, "TF", 3)),
                "file: the shape (4, 66) has rows of 22 joints of x, y, score or of 33 of x, y; "
                "--layout decides");
  check_moving(read_records(npy(moving(small, "TF", 3)), {"", "", {}, 22}), small, true);
  const Movement wide{.frames = 4, .joints = 33, .scale = 0.001};
  check_moving(read_records(npy(moving(wide, "TF", 2)), {"", "", {}, 33}), wide, false);
}

BOOST_AUTO_TEST_CASE(mediapipes_depth_is_no_score) {
  const Movement body{.frames = 5, .joints = 33, .scale = 0.001};
  check_moving(read_records(npy(moving(body, "TJD", 4))), body, true);
  check_moving(read_records(npy(moving(body, "TF", 4))), body, true);
  std::vector<double> depths;
  for (Index t = 0; t < 5; ++t)
    for (Index j = 0; j < 33; ++j)
      depths.insert(depths.end(),
                    {test::moving_x(t, 0, j), test::moving_y(t, 0, j), j % 2 == 0 ? -0.5 : 0.5});
  const Records records = read_records(npy(test::doubles({5, 33, 3}, depths)));
  check_moving(records, {.frames = 5, .joints = 33}, false);
  BOOST_TEST(records.notes.at(0) ==
             "the third number of a joint is negative in places: a depth, not a score; it is left "
             "out");
}

BOOST_AUTO_TEST_CASE(positions_in_space_are_refused) {
  std::vector<double> positions;
  for (Index i = 0; i < 6 * 17; ++i) {
    const double x = static_cast<double>(i % 17) - 8;
    positions.insert(positions.end(), {x / 9, 0.2, 5 + x / 9});
  }
  check_refused(npy(test::doubles({6, 17, 3}, positions)),
                "file: x or y of 48 of 102 points is negative, and there is a third coordinate: "
                "these are positions in space; wanted are those in the pictures that a 2D detector "
                "finds");
}

BOOST_AUTO_TEST_CASE(movenets_tensors_have_y_before_x) {
  Movement body{.frames = 5, .scale = 0.001};
  std::vector<double> numbers;
  for (Index t = 0; t < 5; ++t)
    for (Index j = 0; j < 17; ++j)
      numbers.insert(numbers.end(), {test::moving_y(t, 0, j) * body.scale,
                                     test::moving_x(t, 0, j) * body.scale, test::moving_score(j)});
  const Records records = read_records(npy(test::doubles({5, 1, 1, 17, 3}, numbers)));
  check_moving(records, body, true);
  BOOST_TEST(records.notes.at(0) == "MoveNet's numbers are y, x, score; they are read so");
}

BOOST_AUTO_TEST_CASE(movenets_many_people_have_a_row_each) {
  std::vector<double> numbers;
  for (Index t = 0; t < 4; ++t)
    for (Index p = 0; p < 6; ++p) {
      for (Index j = 0; j < 17; ++j)
        numbers.insert(numbers.end(), {test::moving_y(t, p, j) * 0.001,
                                       test::moving_x(t, p, j) * 0.001, test::moving_score(j)});
      numbers.insert(numbers.end(), {0.1, 0.2, 0.6, 0.4, p == 1 ? 0.7 : 0.05});
    }
  const Records records = read_records(npy(test::doubles({4, 1, 6, 56}, numbers)));
  BOOST_TEST_REQUIRE(records.frames.size() == 4U);
  BOOST_TEST_REQUIRE(records.frames[3].people.size() == 1U);
  const RawPerson& person = records.frames[3].people[0];
  BOOST_TEST(person.score == 0.7);
  BOOST_TEST((person.box == std::array<double, 4>{0.2, 0.1, 0.4, 0.6}));
  BOOST_TEST_REQUIRE(person.points.size() == 17U);
  BOOST_TEST(person.points[16].x == test::moving_x(3, 1, 16) * 0.001);
  BOOST_TEST(person.points[16].y == test::moving_y(3, 1, 16) * 0.001);
  BOOST_TEST(person.points[16].score == test::moving_score(16));
}

BOOST_AUTO_TEST_CASE(missing_numbers_stay_missing) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  std::vector<Value> frames;
  for (Index t = 0; t < 3; ++t) {
    std::vector<Value> joints;
    for (Index j = 0; j < 17; ++j)
      joints.push_back(Value::list({Value(test::moving_x(t, 0, j)), j == 4 ? Value() : Value(2.5),
                                    j == 5 ? Value(kNaN) : Value(0.5)}));
    frames.push_back(Value::list(std::move(joints)));
  }
  const Records records = read_records(test::value_source(Value::list(frames), Content::data));
  const std::vector<RawPoint>& points = records.frames.at(1).people.at(0).points;
  BOOST_TEST(std::isnan(points[4].y));
  BOOST_TEST(points[4].x == test::moving_x(1, 0, 4));
  BOOST_TEST(std::isnan(points[5].score));
  BOOST_TEST(points[6].score == 0.5);
}

BOOST_AUTO_TEST_CASE(absent_people_are_left_out) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  for (const double mark : {0.0, kNaN}) {
    std::vector<double> numbers;
    for (Index t = 0; t < 8; ++t)
      for (Index p = 0; p < 2; ++p)
        for (Index j = 0; j < 17; ++j) {
          const bool is_there = p == 0 || t % 4 == 1;
          numbers.push_back(is_there ? test::moving_x(t, p, j) : mark);
          numbers.push_back(is_there ? test::moving_y(t, p, j) : mark);
        }
    const Records records = read_records(npy(test::doubles({8, 2, 17, 2}, numbers)));
    BOOST_TEST(records.frames.at(0).people.size() == 1U);
    BOOST_TEST(records.frames.at(1).people.size() == 2U);
    BOOST_TEST(records.frames.at(7).people.size() == 1U);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
