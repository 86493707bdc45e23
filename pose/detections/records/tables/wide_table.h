#pragma once
#include <memory>

#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections::tables {

/// A row for each frame (or person), columns x, y (, score) for each joint: dumps of MediaPipe,
/// OpenPose, MoveNet, SLEAP's analysis CSV. The columns are recognised by their names.
std::unique_ptr<RecordReader> wide_table_reader();

}  // namespace posegrad::pose::detections::tables
