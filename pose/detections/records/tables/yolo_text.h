#pragma once
#include <memory>

#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections::tables {

/// Lines of numbers, one for each person: Ultralytics' save_txt (class, box, points, confidence,
/// track) and YOLOv7-pose's (class, perhaps box and confidence, points); a file for each picture,
/// or one file.
std::unique_ptr<RecordReader> yolo_text_reader();

}  // namespace posegrad::pose::detections::tables
