#include "pose/detections/records/array_readers.h"

#include "pose/detections/records/arrays/array_file.h"
#include "pose/detections/records/arrays/data_set_npz.h"
#include "pose/detections/records/arrays/detectron_npz.h"
#include "pose/detections/records/arrays/skeleton_clips.h"
#include "pose/detections/records/arrays/sleap_h5.h"
#include "pose/detections/records/tables/cell_table.h"
#include "pose/detections/records/tables/deeplabcut.h"
#include "pose/detections/records/tables/long_table.h"
#include "pose/detections/records/tables/number_rows.h"
#include "pose/detections/records/tables/wide_table.h"
#include "pose/detections/records/tables/yolo_text.h"

namespace posegrad::pose::detections {

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

}  // namespace posegrad::pose::detections
