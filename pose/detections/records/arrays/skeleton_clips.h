#pragma once
#include <memory>

#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections::arrays {

/// MMAction2's pickles of skeletons: clips {frame_dir, keypoint (people, frames, joints, 2),
/// keypoint_score, img_shape}, a list of them, or {split, annotations}.
std::unique_ptr<RecordReader> skeleton_clips_reader();

}  // namespace posegrad::pose::detections::arrays
