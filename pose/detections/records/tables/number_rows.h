#pragma once
#include <memory>

#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections::tables {

/// Numbers and nothing else, a row for each frame: what np.savetxt and spreadsheets make of an
/// array, as CSV or with blanks between. A first column that counts the rows is their frame.
std::unique_ptr<RecordReader> number_rows_reader();

}  // namespace posegrad::pose::detections::tables
