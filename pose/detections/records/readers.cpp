#include "pose/detections/records/readers.h"

#include <algorithm>
#include <iterator>

#include "pose/detections/records/arrays/array_readers.h"
#include "pose/detections/records/json/tools.h"
#include "pose/detections/records/record_reader.h"
#include "pose/detections/records/tables/table_readers.h"

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

std::vector<std::unique_ptr<RecordReader>> array_readers() {
  std::vector<std::unique_ptr<RecordReader>> readers;
  readers.push_back(arrays::data_set_npz_reader());
  readers.push_back(arrays::detectron_npz_reader());
  readers.push_back(arrays::sleap_h5_reader());
  readers.push_back(tables::deeplabcut_h5_reader());
  readers.push_back(tables::deeplabcut_csv_reader());
  readers.push_back(arrays::skeleton_clips_reader());
  readers.push_back(tables::cell_table_reader());
  readers.push_back(tables::wide_table_reader());
  readers.push_back(tables::long_table_reader());
  readers.push_back(tables::number_rows_reader());
  readers.push_back(tables::yolo_text_reader());
  readers.push_back(arrays::array_file_reader());
  return readers;
}

namespace {

std::vector<std::unique_ptr<RecordReader>> all_readers() {
  std::vector<std::unique_ptr<RecordReader>> readers = json_readers();
  readers.push_back(generic_json_reader());
  std::ranges::move(array_readers(), std::back_inserter(readers));
  return readers;
}

}  // namespace

std::span<const std::unique_ptr<RecordReader>> record_readers() {
  static const std::vector<std::unique_ptr<RecordReader>> readers = all_readers();
  return readers;
}

}  // namespace posegrad::pose::detections
