#pragma once
#include <memory>

#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections::arrays {

/// VideoPose3D's data_2d_*.npz: positions_2d {subject: {action: arrays (frames, joints, 2 or 3) of
/// the cameras}}, metadata {layout_name, keypoints_symmetry, video_metadata}; and what its fork for
/// videos of one's own writes in this form.
std::unique_ptr<RecordReader> data_set_npz_reader();

}  // namespace posegrad::pose::detections::arrays
