#pragma once
#include <memory>

#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections::tables {

/// DeepLabCut's CSV: rows of headers scorer, (individuals,) bodyparts, coords; LightningPose's too.
std::unique_ptr<RecordReader> deeplabcut_csv_reader();
/// DeepLabCut's h5: a pandas data frame with these columns, in pandas' table or fixed format.
std::unique_ptr<RecordReader> deeplabcut_h5_reader();

/// Lines of numbers, one for each person: Ultralytics' save_txt (class, box, points, confidence,
/// track) and YOLOv7-pose's (class, perhaps box and confidence, points); a file for each picture,
/// or one file.
std::unique_ptr<RecordReader> yolo_text_reader();

/// A row for each frame (or person), columns x, y (, score) for each joint: dumps of MediaPipe,
/// OpenPose, MoveNet, SLEAP's analysis CSV. The columns are recognised by their names.
std::unique_ptr<RecordReader> wide_table_reader();

/// A row for each joint: frame (or time), perhaps a person, the joint's name or number, x, y (,
/// score), in columns recognised by their names. MediaPipe's landmarks are often dumped so.
std::unique_ptr<RecordReader> long_table_reader();

/// A row for each person with all keypoints in one cell, as Python or JSON writes lists and dicts:
/// Ultralytics' to_df() and to_csv() (name, class, confidence, box, keypoints), data frames of
/// other detectors' results.
std::unique_ptr<RecordReader> cell_table_reader();

/// Numbers and nothing else, a row for each frame: what np.savetxt and spreadsheets make of an
/// array, as CSV or with blanks between. A first column that counts the rows is their frame.
std::unique_ptr<RecordReader> number_rows_reader();

}  // namespace posegrad::pose::detections::tables
