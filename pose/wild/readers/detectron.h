#pragma once
#include "pose/formats/npz.h"
#include "pose/wild/detections.h"

namespace posegrad::pose::readers {

/// Whether an npz is what VideoPose3D's scripts write of Detectron's and Detectron2's results.
bool is_detectron(const formats::NpzReader& file);

/// Reads boxes, keypoints and the video's size. A frame with boxes and no keypoints, or the other
/// way round, is one without people. Throws DataError that names member and frame.
Detections read_detectron(const formats::NpzReader& file);

}  // namespace posegrad::pose::readers
