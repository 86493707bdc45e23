#pragma once
#include <span>
#include <string>

#include "pose/wild/detections.h"

namespace posegrad::pose {

/// What kind of numbers a detector's scores are.
enum class ScoreKind {
  usual,       // 0 to 1, or a little more; or 1 throughout, as where a file has none
  zero,        // 0 throughout
  constant,    // another number throughout
  visibility,  // 0, 1 and 2, as COCO's annotators mark: absent, hidden, visible
  percent,     // 0 to 100
  large,       // above 1 in another way
  negative
};

/// Scores as the file has them, of the keypoints that were found; finite. None are usual.
ScoreKind kind_of_scores(std::span<const double> scores);

/// One line about scores that are not usual, for a user; else empty.
std::string score_note(const Detections& detections);

}  // namespace posegrad::pose
