#pragma once
#include "pose/detections/container/document.h"
#include "pose/detections/records/records.h"

namespace posegrad::pose::detections::arrays {

/// Adds a folder's file of one picture to the folder's records: what would be frames in a file of
/// its own are the picture's people. Throws DataError for a file that holds a video: its frames
/// have numbers or follow each other closely; and for other names of joints than in the files
/// before, which `is_first` says there are none of.
void add_picture(const Document& document, Records picture, bool is_first, Records& records);

}  // namespace posegrad::pose::detections::arrays
