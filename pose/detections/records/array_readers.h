#pragma once
#include <memory>
#include <vector>

#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections {

/// Readers of arrays, tables and texts of numbers, in the order in which they are to be asked:
/// those of one tool first.
std::vector<std::unique_ptr<RecordReader>> array_readers();

}  // namespace posegrad::pose::detections
