#pragma once
#include <vector>

#include "pose/detections/records/arrays/number_block.h"
#include "pose/detections/records/records.h"

namespace posegrad::pose::detections::arrays {

/// Points of one person (J, 2 to 5): x, y; x, y, score; or with the score in the fourth place (x,
/// y, z, visibility; Detectron's x, y, logit, probability).
std::vector<RawPoint> raw_points(const NumberBlock& joints);

}  // namespace posegrad::pose::detections::arrays
