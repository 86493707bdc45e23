#include "pose/detections/meaning/scores.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "pose/detections/meaning/missing.h"
#include "pose/detections/meaning/points.h"

namespace posegrad::pose::detections {
namespace {

// Detectors that add the heights of two distributions (SimCC) go a little above 1.
constexpr double kLargestUsual = 1.5;
// Peaks of a regressed heat map that knows nothing lie around 0.
constexpr double kLeastOfHeat = -0.5;
// Sums and logits of detectors seldom reach 30, and the surest of many percentages does.
constexpr double kLeastOfPercent = 30, kLargestPercent = 100.5;
// So many scores are not the same by chance: two frames of COCO's keypoints.
constexpr std::size_t kFewScores = 34;

bool is_flag(double score) { return score == 0 || score == 1 || score == 2; }

/// Takes out a number below 0 that is the only one of its kind: it marks what was not found.
void leave_out_mark(std::vector<double>& scores) {
  const auto [least, most] = std::ranges::minmax(scores);
  if (!(least < 0) || most < 0) return;
  if (std::ranges::all_of(scores, [least = least](double s) { return s >= 0 || s == least; }))
    std::erase(scores, least);
}

std::vector<double> scores_of(const Records& records) {
  std::vector<double> scores;
  for_each_found(records, [&](const RawPoint& point) {
    if (std::isfinite(point.score) && !is_missing_marker(point)) scores.push_back(point.score);
  });
  return scores;
}

Decision decision_for(ScoreKind kind, const std::optional<NumberRange>& range, double divisor) {
  const std::string from_to =
      range ? fmt::format("scores go from {:.4g} to {:.4g}", range->least, range->most) : "";
  const auto said = [&](const char* result, std::string note) {
    return Decision{"scores", result, from_to, "--min-score", std::move(note)};
  };
  switch (kind) {
    case ScoreKind::none:
      return {"scores", "none", "the file has none", "", ""};
    case ScoreKind::usual:
      return said("0 to 1", "");
    case ScoreKind::zero:
      return said("say nothing",
                  "every score is 0: they say nothing, so all keypoints count as seen");
    case ScoreKind::constant:
      return said("say nothing",
                  fmt::format("every score is {:.4g}: they do not say which keypoints are only "
                              "guessed",
                              range->most));
    case ScoreKind::heat:
      return said("0 to 1", fmt::format("{}: keypoints at 0 or below count as not found", from_to));
    case ScoreKind::logits:
      return said("logits", fmt::format("{} instead of 0 to 1, as logits do: 1 / (1 + exp(-score)) "
                                        "is taken",
                                        from_to));
    case ScoreKind::visibility:
      return said("marks of visibility",
                  "scores are 0, 1 and 2, COCO's marks of what is visible: hidden keypoints count "
                  "as seen");
    case ScoreKind::percent:
      return said("percentages", fmt::format("{}, as percentages do: divided by 100", from_to));
    case ScoreKind::large:
      return said("above 1", fmt::format("{} instead of 0 to 1: divided by {:.4g}, above which "
                                         "there are few",
                                         from_to, divisor));
  }
  return {};
}

}  // namespace

ScoreKind kind_of_scores(std::vector<double> scores) {
  if (scores.empty()) return ScoreKind::none;
  leave_out_mark(scores);
  const auto [least, most] = std::ranges::minmax(scores);
  if (least == most && least == 0) return ScoreKind::zero;
  if (least == most && most != 1 && scores.size() >= kFewScores) return ScoreKind::constant;
  if (least < 0)
    return least > kLeastOfHeat && most <= kLargestUsual ? ScoreKind::heat : ScoreKind::logits;
  if (most <= kLargestUsual) return ScoreKind::usual;
  if (std::ranges::all_of(scores, is_flag)) return ScoreKind::visibility;
  return most >= kLeastOfPercent && most <= kLargestPercent ? ScoreKind::percent : ScoreKind::large;
}

bool Scores::are_informative() const {
  return kind != ScoreKind::none && kind != ScoreKind::zero && kind != ScoreKind::constant;
}

bool Scores::means_not_found(double score) const {
  if (kind == ScoreKind::none) return false;
  if (std::isnan(score)) return true;
  if (kind == ScoreKind::zero) return score != 0;
  if (kind == ScoreKind::constant) return range && score != range->median;
  return kind != ScoreKind::logits && score <= 0;
}

double Scores::confidence(double score) const {
  switch (kind) {
    case ScoreKind::none:
    case ScoreKind::zero:
      return 1;
    case ScoreKind::constant:
      return score > 0 ? std::min(score, 1.0) : 1;
    case ScoreKind::logits:
      return std::isnan(score) ? 0 : 1 / (1 + std::exp(-score));
    case ScoreKind::visibility:
      return score > 0 ? 1 : 0;
    default:
      return std::isnan(score) ? 0 : std::clamp(score / divisor, 0.0, 1.0);
  }
}

Scores decide_scores(const Records& records) {
  std::vector<double> all = scores_of(records);
  Scores scores;
  scores.kind = kind_of_scores(all);
  scores.range = range_of(all);
  if (scores.kind == ScoreKind::percent) scores.divisor = 100;
  // One odd score must not press all others to 0.
  if (scores.kind == ScoreKind::large) {
    const double high = *quantile(all, 0.99);
    scores.divisor = high > 0 ? high : scores.range->most;
  }
  scores.decision = decision_for(scores.kind, scores.range, scores.divisor);
  return scores;
}

}  // namespace posegrad::pose::detections
