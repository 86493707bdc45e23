#pragma once
#include <memory>

#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections::arrays {

/// Keypoints in NumPy's arrays, in pickles and in HDF5 that no tool of its own wrote, and folders
/// of them with one picture a file.
std::unique_ptr<RecordReader> array_file_reader();

/// VideoPose3D's data_2d_*.npz: positions_2d {subject: {action: arrays (frames, joints, 2 or 3) of
/// the cameras}}, metadata {layout_name, keypoints_symmetry, video_metadata}; and what its fork for
/// videos of one's own writes in this form.
std::unique_ptr<RecordReader> data_set_npz_reader();

/// What VideoPose3D's scripts write of Detectron's and Detectron2's results, and what people make
/// by hand in this form: npz with boxes, keypoints (rows x, y, logit, probability), metadata {w,
/// h}.
std::unique_ptr<RecordReader> detectron_npz_reader();

/// MMAction2's pickles of skeletons: clips {frame_dir, keypoint (people, frames, joints, 2),
/// keypoint_score, img_shape}, a list of them, or {split, annotations}.
std::unique_ptr<RecordReader> skeleton_clips_reader();

/// SLEAP's analysis HDF5: tracks (tracks, 2, nodes, frames), node_names, track_occupancy,
/// point_scores; also in the orders that sleap-io writes.
std::unique_ptr<RecordReader> sleap_h5_reader();

}  // namespace posegrad::pose::detections::arrays
