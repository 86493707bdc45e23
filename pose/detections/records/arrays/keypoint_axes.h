#pragma once
#include <optional>
#include <string>

#include "pose/detections/records/arrays/number_block.h"

namespace posegrad::pose::detections::arrays {

/// What the axes of an array of keypoints are.
struct KeypointAxes {
  /// One letter an axis: T frames, P people, J joints, D the numbers of a joint, F joints and
  /// their numbers in one.
  std::string names;
  Index numbers = 0;  // of a joint: 2 to 5
  std::string note;   // what was decided against the usual order, or ""
};

struct AxesHint {
  bool has_scores = false;  // they stand beside: a joint has 2 numbers
  Index joints = 0;         // as many as the file has names; 0: it has none
  Index numbers = 0;        // of a joint, as another place of the file has them; 0: not known
  bool is_frame = false;    // the array is one frame's, or one person's in it
  Index frames = 0;         // as many frame numbers stand beside; 0: none
  Index wanted = 0;         // points of a person by --layout, for what stays open; 0: not said
};

/// Decides by the sizes, and where these leave a choice by the motion: a joint is nearer to itself
/// in the next frame than to its neighbour. The block has no axes of size 1. Throws DataError at
/// `where` that names the shape and what is wanted when nothing fits, or several do.
KeypointAxes keypoint_axes(const NumberBlock& block, const AxesHint& hint,
                           const std::string& where);

/// The block as (T, P, J, D).
NumberBlock in_order(const NumberBlock& block, const KeypointAxes& axes);

/// How many numbers a joint has in lists of `count` numbers; 0 when that is open. `numbers` (any
/// rank, the last axis has `count`) tell x, y, score from x, y where both fit.
Index numbers_of_a_joint(const NumberBlock& numbers, const AxesHint& hint);

/// Whether joints are counted so by a detector that many people use.
bool is_usual_joint_count(Index count);

/// Median step of a joint to the next frame over the median distance of a joint to the next one:
/// well below 1 when the axes are what they are called. `points` (T, P, J, D); nothing when there
/// is too little to see.
std::optional<double> joint_step_ratio(const NumberBlock& points);

/// Median distance of a person to the nearest one in the next frame over that to the nearest one in
/// the same frame: well below 1 when frames and people are what they are called, whoever stands
/// first in each. `points` (T, P, J, D); nothing when there is too little to see.
std::optional<double> person_step_ratio(const NumberBlock& points);

}  // namespace posegrad::pose::detections::arrays
