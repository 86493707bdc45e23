#include "pose/detections/meaning/missing.h"

#include <limits>

#include <boost/test/unit_test.hpp>

#include "pose/detections/meaning/points.h"
#include "tensor/error.h"
#include "tests/detections/meaning/made_records.h"
#include "tests/support/throws.h"

namespace posegrad::pose::detections {
namespace {

using test::kNaN;

Missing mark(Records& records, const MissingOptions& options = {}) {
  return mark_missing(records, decide_scores(records), options, "a.json");
}

/// Whether joint 3 of frame 2 counts as found when it is this.
bool is_found_at(const RawPoint& point, const MissingOptions& options = {},
                 bool has_scores = true) {
  Records records = test::walk(5);
  if (!has_scores) for_each_found(records, [](RawPoint& p) { p.score = kNaN; });
  records.frames[2].people[0].points[3] = point;
  const Missing missing = mark(records, options);
  const bool is_there = is_found(records.frames[2].people[0].points[3]);
  BOOST_TEST(missing.points == 85);
  BOOST_TEST(missing.found == (is_there ? 85 : 84));
  return is_there;
}

BOOST_AUTO_TEST_SUITE(missing)

BOOST_AUTO_TEST_CASE(one_rule_for_every_spelling) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (const RawPoint& point :
       {RawPoint{kNaN, 5, 0.5}, RawPoint{5, kNaN, 0.5}, RawPoint{kNaN, kNaN, kNaN},
        RawPoint{kInfinity, 5, 1}, RawPoint{0, 0, 0}, RawPoint{0, 0, 0.1}, RawPoint{0, 0, 0.9},
        RawPoint{-1, -1, 0}, RawPoint{-1, -1, -1}, RawPoint{-1, -1, 0.9}, RawPoint{30, 40, 0},
        RawPoint{30, 40, -1}, RawPoint{30, 40, kNaN}})
    BOOST_TEST(!is_found_at(point), point.x << ", " << point.y << ", " << point.score);
  for (const RawPoint& point :
       {RawPoint{30, 40, 0.9}, RawPoint{0, 40, 0.9}, RawPoint{30, 0, 0.9}, RawPoint{-1, 40, 0.9},
        RawPoint{-5, -7, 0.9}, RawPoint{30, 40, 0.001}})
    BOOST_TEST(is_found_at(point), point.x << ", " << point.y << ", " << point.score);
}

BOOST_AUTO_TEST_CASE(without_scores_places_tell) {
  BOOST_TEST(!is_found_at({0, 0, kNaN}, {}, false));
  BOOST_TEST(!is_found_at({-1, -1, kNaN}, {}, false));
  BOOST_TEST(is_found_at({30, 40, kNaN}, {}, false));
}

BOOST_AUTO_TEST_CASE(scores_that_are_all_0_say_nothing) {
  Records records = test::walk(4);
  for_each_found(records, [](RawPoint& p) { p.score = 0; });
  BOOST_TEST(mark(records).found == 68);
}

BOOST_AUTO_TEST_CASE(logits_below_0_are_found) {
  Records records = test::walk(4);
  double score = -4;
  for_each_found(records, [&](RawPoint& p) { p.score = score += 0.1; });
  BOOST_TEST(mark(records).found == 68);
}

BOOST_AUTO_TEST_CASE(zeros_are_joints_where_the_user_says_so) {
  const MissingOptions options{.zeros_are_joints = true};
  BOOST_TEST(is_found_at({0, 0, 0.9}, options));
  BOOST_TEST(is_found_at({0, 0, 0}, options));
  BOOST_TEST(is_found_at({30, 40, 0}, options));
  BOOST_TEST(!is_found_at({-1, -1, 0}, options));
  BOOST_TEST(!is_found_at({kNaN, 3, 1}, options));
}

BOOST_AUTO_TEST_CASE(the_user_may_ask_for_a_score) {
  const MissingOptions options{.min_score = 0.2};
  BOOST_TEST(!is_found_at({30, 40, 0.19}, options));
  BOOST_TEST(is_found_at({30, 40, 0.2}, options));
  Records records = test::walk(3);
  for_each_found(records, [](RawPoint& p) { p.score = kNaN; });
  test::check_throws<DataError>([&] { mark(records, options); },
                                "--min-score: a.json: there are no scores in it");
  Records same = test::walk(3);
  for_each_found(same, [](RawPoint& p) { p.score = 0.5; });
  test::check_throws<DataError>([&] { mark(same, options); },
                                "--min-score: a.json: every score in it is the same");
}

BOOST_AUTO_TEST_CASE(places_outside_that_come_again_and_again_are_marks) {
  for (const auto& [x, y] :
       {std::pair{-10.0, -10.0}, std::pair{-999.0, -5.0}, std::pair{65535.0, 65535.0}}) {
    Records records = test::walk(6);
    for (const std::size_t frame : {0U, 2U, 5U}) {
      records.frames[frame].people[0].points[4] = {x, y, 0.9};
      records.frames[frame].people[0].points[9] = {x, y, 0.9};
    }
    const Missing missing = mark(records);
    BOOST_TEST(missing.found == 102 - 6);
    BOOST_TEST(missing.decision.note.starts_with("6 keypoints at ("));
  }
}

BOOST_AUTO_TEST_CASE(a_joint_that_stays_behind_the_edge_is_none) {
  // A picture that stands still: the same places again and again, each joint at its own.
  Records still;
  for (int i = 0; i < 5; ++i) still = test::one_a_frame(std::vector(5, test::standing(-40, -40)));
  BOOST_TEST(mark(still).found == 85);
  Records twice = test::walk(6);
  for (const std::size_t joint : {4U, 9U})
    twice.frames[1].people[0].points[joint] = {-10, -10, 0.9};
  BOOST_TEST(mark(twice).found == 102);
}

BOOST_AUTO_TEST_CASE(behind_the_far_edge_where_the_size_is_known) {
  Records records = test::walk(6);
  for (std::size_t frame = 0; frame < 3; ++frame)
    records.frames[frame].people[0].points[4] = {1280, 1280, 0.9};
  Records same = records;
  BOOST_TEST(mark(records, {.size = VideoSize{640, 480}}).found == 102 - 3);
  BOOST_TEST(mark(same, {.size = VideoSize{1920, 1480}}).found == 102);
}

BOOST_AUTO_TEST_CASE(absent_people_are_left_out) {
  Records records = test::walk(4);
  RawPerson zeros = test::standing(0, 0), nulls = zeros, one_place = zeros, empty = zeros;
  for (RawPoint& point : zeros.points) point = {0, 0, 0};
  for (RawPoint& point : nulls.points) point = {kNaN, kNaN, kNaN};
  for (RawPoint& point : one_place.points) point = {57, 31, 0.7};
  empty.points.clear();
  records.frames[1].people.insert(records.frames[1].people.begin(), {zeros, nulls});
  records.frames[2].people.push_back(one_place);
  records.frames[3].people = {empty};
  const Missing missing = mark(records);
  BOOST_TEST(missing.absent_people == 4);
  BOOST_TEST(records.frames[1].people.size() == 1U);
  BOOST_TEST(is_found(records.frames[1].people[0].points[0]));
  BOOST_TEST(records.frames[2].people.size() == 1U);
  BOOST_TEST(records.frames[3].people.empty());
  BOOST_TEST(records.frames.size() == 4U);
}

BOOST_AUTO_TEST_CASE(only_what_is_no_usual_spelling_needs_a_word) {
  const auto note = [](const RawPoint& point) {
    Records records = test::walk(4);
    records.frames[0].people[0].points[3] = point;
    return mark(records).decision.note;
  };
  BOOST_TEST(note({0, 0, 0}) == "");
  BOOST_TEST(note({0, 0, 0.1}) == "");
  BOOST_TEST(note({kNaN, kNaN, kNaN}) == "");
  BOOST_TEST(note({0, 0, 0.9}) ==
             "1 keypoint at (0, 0) with a high score count as not found (--zeros-are-joints)");
  BOOST_TEST(note({-1, -1, 0}) == "1 keypoint at (-1, -1) count as not found");
  BOOST_TEST(note({30, 40, 0}) ==
             "1 keypoint with the score 0 or below count as not found (--zeros-are-joints)");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
