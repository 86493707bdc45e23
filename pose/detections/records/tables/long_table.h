#pragma once
#include <memory>

#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections::tables {

/// A row for each joint: frame (or time), perhaps a person, the joint's name or number, x, y (,
/// score), in columns recognised by their names. MediaPipe's landmarks are often dumped so.
std::unique_ptr<RecordReader> long_table_reader();

}  // namespace posegrad::pose::detections::tables
