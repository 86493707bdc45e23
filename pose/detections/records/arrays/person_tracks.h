#pragma once
#include "pose/formats/field.h"

namespace posegrad::pose::detections::arrays {

/// Whether a value holds people rather than frames: a dict or list of dicts, each with the points
/// of all frames of one person and as many frame numbers beside them (WHAM, VIBE, trackers' own).
/// Never throws.
bool is_person_tracks(const formats::Value& value);

/// The same by frame: a dict of frame number to a list of its people, with their scores, boxes and
/// the dict's keys as ids. See read_frame_values.
formats::Value frames_of_tracks(const formats::Field& tracks);

}  // namespace posegrad::pose::detections::arrays
