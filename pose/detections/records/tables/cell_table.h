#pragma once
#include <memory>

#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections::tables {

/// A row for each person with all keypoints in one cell, as Python or JSON writes lists and dicts:
/// Ultralytics' to_df() and to_csv() (name, class, confidence, box, keypoints), data frames of
/// other detectors' results.
std::unique_ptr<RecordReader> cell_table_reader();

}  // namespace posegrad::pose::detections::tables
