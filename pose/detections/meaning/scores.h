#pragma once
#include <optional>
#include <vector>

#include "pose/detections/read_report.h"
#include "pose/detections/records/records.h"

namespace posegrad::pose::detections {

/// What kind of numbers a detector's scores are. Decided over all points of a file that have a
/// place (neither NaN nor (0, 0) nor (-1, -1)), after a single negative number that stands for
/// "not found" is put aside:
///
///   evidence                                          kind        brought to 0..1 by
///   no score at all                                   none        1
///   0 throughout                                      zero        1: they say nothing
///   another number than 1 throughout, 34 or more      constant    itself, at most 1
///   above -0.5, some below 0, none above 1.5          heat        itself, 0 where negative
///   others below 0                                    logits      1 / (1 + exp(-score))
///   0, 1 and 2 only, some 2                           visibility  1, or 0 for 0
///   none above 1.5 (sums of SimCC go a little above)  usual       itself, at most 1
///   the largest from 30 to 100.5                      percent     score / 100
///   else                                              large       score / (99 % are below this)
enum class ScoreKind { none, zero, constant, heat, logits, visibility, usual, percent, large };

struct Scores {
  ScoreKind kind = ScoreKind::none;
  std::optional<NumberRange> range;  // as the file has them, of points that have a place
  double divisor = 1;
  Decision decision;

  /// Whether scores differ, so that they tell good points from bad ones.
  bool are_informative() const;
  /// Whether a point of this score was not found: 0, or a negative number that is no logit, or
  /// none where others have one.
  bool means_not_found(double score) const;
  /// From 0 to 1.
  double confidence(double score) const;
};

Scores decide_scores(const Records& records);

/// The kind of these scores, finite ones.
ScoreKind kind_of_scores(std::vector<double> scores);

}  // namespace posegrad::pose::detections
