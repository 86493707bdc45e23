#pragma once
#include "pose/detections/records/arrays/number_block.h"
#include "pose/detections/records/records.h"
#include "pose/formats/field.h"

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

/// What a dict of arrays says of the whole file: names of joints, the picture's size, fps.
void add_beside_file(const formats::Field& home, Records& records);

/// Numbers, names or times of as many frames as were read.
void add_beside_frames(const formats::Field& home, Records& records);

/// Boxes (frames, people, 4 or 5) or (frames, 4 or 5), ids (frames, people) or (people), scores of
/// people: of as many as the points have, in their order.
void add_beside_people(const formats::Field& home, Index frames, Index people, Records& records);

/// Width and height in a dict of them, or (height, width) as "shape"; nothing unless both are whole
/// numbers of pixels.
std::optional<VideoSize> picture_size_of(const formats::Field& dict);

/// The texts of an array or list; nothing when it holds something else.
std::optional<std::vector<std::string>> texts_of(const formats::Value& value);

/// How many frame numbers stand beside; 0: none.
Index frames_beside(const formats::Field& home);

}  // namespace posegrad::pose::detections::arrays
