#pragma once
#include <memory>

#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections {

// The readers of tools that write JSON; each is described in its file.

std::unique_ptr<RecordReader> openpose_reader();
std::unique_ptr<RecordReader> coco_annotations_reader();
std::unique_ptr<RecordReader> alphapose_reader();
std::unique_ptr<RecordReader> poseflow_reader();
std::unique_ptr<RecordReader> coco_results_reader();
std::unique_ptr<RecordReader> openpifpaf_reader();
std::unique_ptr<RecordReader> mmpose_reader();
std::unique_ptr<RecordReader> ultralytics_reader();
std::unique_ptr<RecordReader> tfjs_reader();
std::unique_ptr<RecordReader> mediapipe_reader();
std::unique_ptr<RecordReader> vitpose_reader();
std::unique_ptr<RecordReader> paddle_reader();
std::unique_ptr<RecordReader> paddlex_reader();
std::unique_ptr<RecordReader> posetrack17_reader();
std::unique_ptr<RecordReader> jta_reader();
std::unique_ptr<RecordReader> labelme_reader();

}  // namespace posegrad::pose::detections
