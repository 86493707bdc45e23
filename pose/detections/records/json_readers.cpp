#include "pose/detections/records/json_readers.h"

#include "pose/detections/records/json/tools.h"

namespace posegrad::pose::detections {

std::vector<std::unique_ptr<RecordReader>> json_readers() {
  std::vector<std::unique_ptr<RecordReader>> readers;
  for (const auto make :
       {openpose_reader, coco_annotations_reader, alphapose_reader, poseflow_reader,
        coco_results_reader, openpifpaf_reader, mmpose_reader, ultralytics_reader, tfjs_reader,
        mediapipe_reader, vitpose_reader, paddle_reader, paddlex_reader, posetrack17_reader,
        jta_reader, labelme_reader})
    readers.push_back(make());
  return readers;
}

}  // namespace posegrad::pose::detections
