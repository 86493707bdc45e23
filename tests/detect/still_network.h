#pragma once
#include <string>
#include <vector>

#include "pose/detections/detections.h"

namespace posegrad::test {

/// Weights of a MoveNet (Thunder) that looks at nothing: in every square it sees somebody upright
/// in the middle, three quarters as high as the square, each keypoint with this score.
void write_still_network(const std::string& path, double score);

/// Where that network sees the keypoints (COCO's), as shares of the square, x then y.
std::vector<std::pair<double, double>> still_figure();

}  // namespace posegrad::test
