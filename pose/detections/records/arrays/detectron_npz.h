#pragma once
#include <memory>

#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections::arrays {

/// What VideoPose3D's scripts write of Detectron's and Detectron2's results, and what people make
/// by hand in this form: npz with boxes, keypoints (rows x, y, logit, probability), metadata {w,
/// h}.
std::unique_ptr<RecordReader> detectron_npz_reader();

}  // namespace posegrad::pose::detections::arrays
