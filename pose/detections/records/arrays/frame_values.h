#pragma once
#include <vector>

#include "pose/detections/records/record_reader.h"
#include "pose/formats/field.h"

namespace posegrad::pose::detections::arrays {

/// What may stand beside a list of frames, each as long as it.
struct BesideFrames {
  std::optional<formats::Field> scores, boxes, ids;
};

/// Items of the first axis of a list or an array; of an array of objects with more axes, lists of
/// the rest.
std::vector<formats::Value> items_of(const formats::Value& value);

/// Whether a value is a list (tuple, array of objects) of frames, or a dict of frames by number or
/// picture. Never throws.
bool is_frames(const formats::Value& value);

/// Frames whose number of people varies, each as append_people takes it. Entries that say their
/// frame are put there, several into one. Adds frames, keys and notes to `records`.
void read_frame_values(const formats::Field& frames, const BesideFrames& beside, Records& records);

/// Whether a value holds people rather than frames: a dict or list of dicts, each with the points
/// of all frames of one person and as many frame numbers beside them (WHAM, VIBE, trackers' own).
/// Never throws.
bool is_person_tracks(const formats::Value& value);

/// The same by frame: a dict of frame number to a list of its people, with their scores, boxes and
/// the dict's keys as ids. See read_frame_values.
formats::Value frames_of_tracks(const formats::Field& tracks);

}  // namespace posegrad::pose::detections::arrays
