#pragma once
#include <memory>

#include "pose/wild/readers/people_reader.h"

namespace posegrad::pose::readers {

/// Frames as lists of MMPose's instances: {keypoints [[x, y], ...], keypoint_scores, bbox,
/// bbox_score}.
std::unique_ptr<PeopleReader> mmpose_instances_reader(std::string source);

/// Whether a value is [{frame_id, instances}, ...] or {meta_info, instance_info}.
bool is_mmpose(const formats::Value& value);

/// Reads it, by the names of joints in meta_info where they are given. instance_info may also hold
/// the instances of a single picture.
Detections read_mmpose(const formats::Field& content, const std::string& source);

}  // namespace posegrad::pose::readers
