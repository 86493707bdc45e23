#include "pose/wild/doubt/score_doubt.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

namespace posegrad::pose {
namespace {

// Detectors that add the heights of two distributions (SimCC) go a little above 1.
constexpr double kLargestUsual = 1.5;
// Sums and logits of detectors seldom reach 30, and the surest of many percentages does.
constexpr double kLeastOfPercent = 30, kLargestPercent = 100.5;
// So many scores are not the same by chance: two frames of COCO's keypoints.
constexpr std::size_t kFewScores = 34;

bool is_flag(double score) { return score == 0 || score == 1 || score == 2; }

std::vector<double> scores_of(const Detections& detections) {
  std::vector<double> scores;
  for (const DetectedFrame& frame : detections.frames)
    for (const DetectedPerson& person : frame.people)
      for (const DetectedKeypoint& keypoint : person.keypoints)
        if (!std::isnan(keypoint.x)) scores.push_back(keypoint.score);
  return scores;
}

}  // namespace

ScoreKind kind_of_scores(std::span<const double> scores) {
  if (scores.empty()) return ScoreKind::usual;
  const auto [least, most] = std::ranges::minmax(scores);
  if (least < 0) return ScoreKind::negative;
  if (most == 0) return ScoreKind::zero;
  if (least == most && most != 1 && scores.size() >= kFewScores) return ScoreKind::constant;
  if (most <= kLargestUsual) return ScoreKind::usual;
  if (std::ranges::all_of(scores, is_flag)) return ScoreKind::visibility;
  return most >= kLeastOfPercent && most <= kLargestPercent ? ScoreKind::percent : ScoreKind::large;
}

std::string score_note(const Detections& detections) {
  const std::vector<double> scores = scores_of(detections);
  if (scores.empty()) return "";
  const auto [least, most] = std::ranges::minmax(scores);
  const std::string range = fmt::format("scores go from {:.4g} to {:.4g}", least, most);
  switch (kind_of_scores(scores)) {
    case ScoreKind::usual:
      return "";
    case ScoreKind::zero:
      return "Note: every score is 0: not one keypoint counts as seen; leave the scores out, or "
             "write 1, where there are none";
    case ScoreKind::constant:
      return fmt::format(
          "Note: every score is {:.4g}: they do not say which keypoints are only guessed", most);
    case ScoreKind::visibility:
      return "Note: scores are 0, 1 and 2, COCO's marks of what is visible: hidden keypoints count "
             "as seen";
    case ScoreKind::percent:
      return fmt::format("Note: {}, as percentages do: above 1 they count as 1", range);
    case ScoreKind::large:
      return fmt::format("Note: {} instead of 0 to 1: above 1 they count as 1", range);
    case ScoreKind::negative:
      return fmt::format("Note: {} instead of 0 to 1: keypoints at 0 or below count as not seen",
                         range);
  }
  return "";
}

}  // namespace posegrad::pose
