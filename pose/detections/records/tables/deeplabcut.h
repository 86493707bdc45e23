#pragma once
#include <memory>

#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections::tables {

/// DeepLabCut's CSV: rows of headers scorer, (individuals,) bodyparts, coords; LightningPose's too.
std::unique_ptr<RecordReader> deeplabcut_csv_reader();
/// DeepLabCut's h5: a pandas data frame with these columns, in pandas' table or fixed format.
std::unique_ptr<RecordReader> deeplabcut_h5_reader();

}  // namespace posegrad::pose::detections::tables
