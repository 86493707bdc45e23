#include "pose/detections/meaning/scores.h"

#include <ostream>

#include <boost/test/unit_test.hpp>

#include "tests/detections/meaning/made_records.h"

namespace posegrad::pose::detections {

// For messages of Boost.Test.
static std::ostream& operator<<(std::ostream& out, ScoreKind kind) {
  return out << "ScoreKind " << static_cast<int>(kind);
}

namespace {

using test::kNaN;

std::vector<double> many(double score) { return std::vector<double>(34, score); }

std::vector<double> with(std::vector<double> scores, double one_more) {
  scores.push_back(one_more);
  return scores;
}

/// A keypoint of each score.
Records records_of(const std::vector<double>& scores) {
  RawPerson person{{}, kNaN, {}, {}, ""};
  for (const double score : scores) person.points.push_back({100, 200, score});
  return test::one_a_frame({person});
}
Scores scores_of(const std::vector<double>& scores) { return decide_scores(records_of(scores)); }
std::string note_of(const std::vector<double>& scores) { return scores_of(scores).decision.note; }

BOOST_AUTO_TEST_SUITE(scores)

BOOST_AUTO_TEST_CASE(kinds_of_scores) {
  const auto kind = [](const std::vector<double>& scores) { return kind_of_scores(scores); };
  BOOST_TEST(kind({}) == ScoreKind::none);
  BOOST_TEST(kind({0.1, 0.9}) == ScoreKind::usual);
  BOOST_TEST(kind({0, 1}) == ScoreKind::usual);
  BOOST_TEST(kind({0.2, 1.3}) == ScoreKind::usual);  // SimCC
  BOOST_TEST(kind(many(1)) == ScoreKind::usual);
  BOOST_TEST(kind(many(0)) == ScoreKind::zero);
  BOOST_TEST(kind(many(0.5)) == ScoreKind::constant);
  BOOST_TEST(kind(many(2)) == ScoreKind::constant);
  BOOST_TEST(kind({0.5, 0.5}) == ScoreKind::usual);  // by chance
  BOOST_TEST(kind(with(many(0.5), 0.6)) == ScoreKind::usual);
  BOOST_TEST(kind({1, 2, 1}) == ScoreKind::visibility);
  BOOST_TEST(kind({0, 2, 2}) == ScoreKind::visibility);
  BOOST_TEST(kind({1, 2, 1.5}) == ScoreKind::large);
  BOOST_TEST(kind({12, 97}) == ScoreKind::percent);
  BOOST_TEST(kind({0.4, 100}) == ScoreKind::percent);
  BOOST_TEST(kind({1.7, 6.9}) == ScoreKind::large);
  BOOST_TEST(kind({0, 255}) == ScoreKind::large);
  BOOST_TEST(kind({0.3, 0.9, -0.01, -0.02}) == ScoreKind::heat);
  BOOST_TEST(kind({3, 0.9, -2, -0.5}) == ScoreKind::logits);
  BOOST_TEST(kind({-4, -3, -0.1}) == ScoreKind::logits);
  BOOST_TEST(kind({0.3, 0.9, -1, -1}) == ScoreKind::usual);  // -1 stands for "not found"
  BOOST_TEST(kind({20, 90, -1}) == ScoreKind::percent);
  BOOST_TEST(kind(many(-1)) == ScoreKind::constant);
}

BOOST_AUTO_TEST_CASE(scores_come_to_0_to_1) {
  BOOST_TEST(scores_of({}).confidence(kNaN) == 1);
  BOOST_TEST(scores_of({0.2, 1.3}).confidence(0.2) == 0.2);
  BOOST_TEST(scores_of({0.2, 1.3}).confidence(1.3) == 1);
  BOOST_TEST(scores_of(many(0)).confidence(0) == 1);
  BOOST_TEST(scores_of(many(0.5)).confidence(0.5) == 0.5);
  BOOST_TEST(scores_of(many(2)).confidence(2) == 1);
  BOOST_TEST(scores_of(many(-1)).confidence(-1) == 1);
  BOOST_TEST(scores_of({1, 2}).confidence(1) == 1);
  BOOST_TEST(scores_of({12, 97}).confidence(12) == 0.12);
  BOOST_TEST(scores_of({2, 4, 8}).confidence(2) == 0.5);  // the 99th of 100 is the second of three
  BOOST_TEST(scores_of({2, 4, 8}).confidence(8) == 1);
  BOOST_TEST(scores_of({3, 0, -2, -5}).confidence(0) == 0.5);
  BOOST_TEST(scores_of({3, 0, -2, -5}).confidence(-5) < 0.01);
  BOOST_TEST(scores_of({0.5, -0.1, -0.2}).confidence(-0.1) == 0);
}

BOOST_AUTO_TEST_CASE(a_single_odd_score_does_not_press_the_others_to_0) {
  std::vector<double> scores(1000, 2.0);
  scores.push_back(1e6);
  BOOST_TEST(scores_of(scores).confidence(1) == 0.5);
}

BOOST_AUTO_TEST_CASE(what_a_lost_score_is) {
  BOOST_TEST(!scores_of({}).means_not_found(kNaN));
  BOOST_TEST(!scores_of(many(0)).means_not_found(0));
  BOOST_TEST(!scores_of(many(2)).means_not_found(2));
  BOOST_TEST(scores_of({0.2, 0.9}).means_not_found(0));
  BOOST_TEST(scores_of({0.2, 0.9}).means_not_found(-1));
  BOOST_TEST(scores_of({0.2, 0.9}).means_not_found(kNaN));
  BOOST_TEST(!scores_of({0.2, 0.9}).means_not_found(0.001));
  BOOST_TEST(!scores_of({3, -2, -5}).means_not_found(-5));
  BOOST_TEST(scores_of({0, 1, 2}).means_not_found(0));
}

BOOST_AUTO_TEST_CASE(points_that_are_nowhere_say_nothing_about_scores) {
  Records records = records_of({0.4, 0.9});
  records.frames[0].people[0].points.push_back({0, 0, 50});
  records.frames[0].people[0].points.push_back({-1, -1, -7});
  records.frames[0].people[0].points.push_back({kNaN, kNaN, -5});
  BOOST_TEST(decide_scores(records).kind == ScoreKind::usual);
  BOOST_TEST(decide_scores(records).range->most == 0.9);
}

BOOST_AUTO_TEST_CASE(what_a_user_reads) {
  BOOST_TEST(note_of({0.2, 0.9}) == "");
  BOOST_TEST(note_of({}) == "");
  BOOST_TEST(note_of({12.5, 0, 97}) == "scores go from 0 to 97, as percentages do: divided by 100");
  BOOST_TEST(note_of({1.75, 6.9, 6.9}) ==
             "scores go from 1.75 to 6.9 instead of 0 to 1: divided by 6.9, above which there are "
             "few");
  BOOST_TEST(note_of({-3, 0.9, -2}) ==
             "scores go from -3 to 0.9 instead of 0 to 1, as logits do: 1 / (1 + exp(-score)) is "
             "taken");
  BOOST_TEST(note_of({1, 2}).starts_with("scores are 0, 1 and 2"));
  BOOST_TEST(note_of(many(0.5)) ==
             "every score is 0.5: they do not say which keypoints are only guessed");
  BOOST_TEST(note_of({0, 0}).starts_with("every score is 0: they say nothing"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
