#pragma once
#include <string>
#include <vector>

#include "pose/wild/doubt/keypoint_doubts.h"

namespace posegrad::pose {

/// Poses at this PoseStatistics::distances and beyond are rare: 4 % of the training's own, and all
/// of a picture that is upside down.
constexpr double kRareDistance = 0.7;
/// A person who is smaller is hard to see: a grown person's pixel is then 4 cm, and a detector is
/// seldom better than one. Pixels.
constexpr double kSmallPerson = 40;

/// How one person's result looks, in numbers that are 0 where all is well.
struct DoubtfulShares {
  double small = 0;    // of the frames: person_heights below kSmallPerson
  double tallest = 0;  // of person_heights, pixels
  Interpolated interpolated = {};
  double unknown = 0;         // of the poses: beyond the distance 1
  double rare = 0;            // of the poses: beyond kRareDistance
  double limb_variation = 0;  // limb_variation()
  double missed = 0;          // mean of reprojection_distances / person_heights
};

/// A line for each number that is too large, beginning with "Note: ". may_be_several: nobody
/// followed one person through the frames.
std::vector<std::string> notes_about(const DoubtfulShares& shares, bool may_be_several);

}  // namespace posegrad::pose
