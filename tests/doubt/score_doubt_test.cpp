#include "pose/wild/doubt/score_doubt.h"

#include <limits>
#include <ostream>

#include <boost/test/unit_test.hpp>

#include "pose/wild/readers/keypoint_numbers.h"

namespace posegrad::pose {

// For messages of Boost.Test.
static std::ostream& operator<<(std::ostream& out, ScoreKind kind) {
  return out << "ScoreKind " << static_cast<int>(kind);
}

namespace {

std::vector<double> many(double score) { return std::vector<double>(34, score); }

std::vector<double> with(std::vector<double> scores, double one_more) {
  scores.push_back(one_more);
  return scores;
}

/// One person a frame with this score for both keypoints.
Detections detections(const std::vector<double>& scores) {
  Detections all;
  for (const double score : scores)
    all.frames.push_back({{{.keypoints = {readers::keypoint_of(100, 200, score),
                                          readers::keypoint_of(120, 210, score)},
                            .score = 1,
                            .box = {},
                            .track = {}}}});
  return all;
}

BOOST_AUTO_TEST_SUITE(score_doubt)

BOOST_AUTO_TEST_CASE(kinds_of_scores) {
  const auto kind = [](const std::vector<double>& scores) { return kind_of_scores(scores); };
  BOOST_TEST(kind({}) == ScoreKind::usual);
  BOOST_TEST(kind({0.1, 0.9}) == ScoreKind::usual);
  BOOST_TEST(kind({0, 1}) == ScoreKind::usual);
  BOOST_TEST(kind({0.2, 1.3}) == ScoreKind::usual);  // SimCC
  BOOST_TEST(kind(many(1)) == ScoreKind::usual);     // a file without scores reads so
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
  BOOST_TEST(kind({0.3, 0.9, -0.01}) == ScoreKind::negative);
  BOOST_TEST(kind(many(-1)) == ScoreKind::negative);
}

BOOST_AUTO_TEST_CASE(what_a_user_reads) {
  BOOST_TEST(score_note(detections({0.2, 0.9})) == "");
  BOOST_TEST(score_note(Detections{}) == "");
  BOOST_TEST(score_note(detections({12.5, 0, 97})) ==
             "Note: scores go from 0 to 97, as percentages do: above 1 they count as 1");
  BOOST_TEST(score_note(detections({1.75, 6.9})) ==
             "Note: scores go from 1.75 to 6.9 instead of 0 to 1: above 1 they count as 1");
  BOOST_TEST(score_note(detections({-3, 0.9})) ==
             "Note: scores go from -3 to 0.9 instead of 0 to 1: keypoints at 0 or below count as "
             "not seen");
  BOOST_TEST(score_note(detections({1, 2})).starts_with("Note: scores are 0, 1 and 2"));
  BOOST_TEST(score_note(detections(many(0.5))) ==
             "Note: every score is 0.5: they do not say which keypoints are only guessed");
  BOOST_TEST(score_note(detections({0, 0})).starts_with("Note: every score is 0: not one"));
}

BOOST_AUTO_TEST_CASE(a_keypoint_that_was_not_found_has_no_score) {
  Detections all = detections({0.4, 0.9});
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  all.frames[0].people[0].keypoints[0] = {kNaN, kNaN, 0, -5};
  BOOST_TEST(score_note(all) == "");
}

BOOST_AUTO_TEST_CASE(readers_keep_the_files_score_beside_the_confidence) {
  BOOST_TEST(readers::keypoint_of(1, 2, 97).confidence == 1);
  BOOST_TEST(readers::keypoint_of(1, 2, 97).score == 97);
  BOOST_TEST(readers::keypoint_of(1, 2, -3).confidence == 0);
  BOOST_TEST(readers::keypoint_of(1, 2, -3).score == -3);
  BOOST_TEST(readers::keypoint_of(1, 2).score == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose
