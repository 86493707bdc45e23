#pragma once
#include "pose/detections/records/records.h"

namespace posegrad::pose::detections::tables {

/// MediaPipe has 33 landmarks with a depth: tables of such are named so, and its order is the usual
/// one.
void name_media_pipe(bool has_depth, Records& records);

}  // namespace posegrad::pose::detections::tables
