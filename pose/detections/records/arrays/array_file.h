#pragma once
#include <memory>

#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections::arrays {

/// Keypoints in NumPy's arrays, in pickles and in HDF5 that no tool of its own wrote, and folders
/// of them with one picture a file.
std::unique_ptr<RecordReader> array_file_reader();

}  // namespace posegrad::pose::detections::arrays
