#pragma once
#include "pose/wild/readers/people_reader.h"

namespace posegrad::pose::readers {

/// Whether a value is a list of {image_id, keypoints [x, y, c, ...], score}: COCO's keypoint
/// results, and AlphaPose's, which add box and idx.
bool is_coco_results(const formats::Value& value);

/// Reads it. A number as image_id is a frame number, a name has one inside.
Detections read_coco_results(const formats::Field& results, const std::string& source);

}  // namespace posegrad::pose::readers
