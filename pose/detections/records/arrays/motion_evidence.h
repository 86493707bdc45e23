#pragma once
#include <optional>

#include "pose/detections/records/arrays/number_block.h"

namespace posegrad::pose::detections::arrays {

/// Median step of a joint to the next frame over the median distance of a joint to the next one:
/// well below 1 when the axes are what they are called. `points` (T, P, J, D); nothing when there
/// is too little to see.
std::optional<double> restlessness(const NumberBlock& points);

/// Median distance of a person to the nearest one in the next frame over that to the nearest one in
/// the same frame: well below 1 when frames and people are what they are called, whoever stands
/// first in each. `points` (T, P, J, D); nothing when there is too little to see.
std::optional<double> crowding(const NumberBlock& points);

}  // namespace posegrad::pose::detections::arrays
