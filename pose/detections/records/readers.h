#pragma once
#include <memory>
#include <vector>

#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections {

/// The readers of tools that write JSON, in the order in which they are asked.
std::vector<std::unique_ptr<RecordReader>> json_readers();
/// That of JSON which is made of the same pieces by nobody in particular: to be asked after all
/// others.
std::unique_ptr<RecordReader> generic_json_reader();

/// Readers of arrays, tables and texts of numbers, in the order in which they are to be asked:
/// those of one tool first.
std::vector<std::unique_ptr<RecordReader>> array_readers();

}  // namespace posegrad::pose::detections
