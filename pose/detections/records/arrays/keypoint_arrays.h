#pragma once
#include "pose/detections/records/arrays/number_block.h"
#include "pose/detections/records/records.h"

namespace posegrad::pose::detections::arrays {

/// Where the keypoints of a file of arrays are.
struct KeypointFields {
  formats::Field points;
  std::optional<formats::Field> home;  // the dict or group that they stand in
  bool is_by_frame = false;            // one value a frame, see read_frame_values
  std::string note;                    // why these, when their name does not say it
  std::vector<std::string> others;     // arrays that could be them as well, by no name
  Index joints = 0;                    // of a person by --layout; 0: not said
};

/// Of npz, HDF5's tree, pickles, npy. By the names that tools use, in groups too; without such a
/// name the only array that can be keypoints. Nothing when there is none. Never throws.
std::optional<KeypointFields> find_keypoints(const formats::Field& root);

/// Adds frames and what stands beside the points: scores, boxes, ids, names of joints, frame
/// numbers, the picture's size, fps. Throws DataError that names the array.
void read_keypoint_fields(const KeypointFields& fields, Records& records);

}  // namespace posegrad::pose::detections::arrays
