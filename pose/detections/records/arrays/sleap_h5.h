#pragma once
#include <memory>

#include "pose/detections/records/record_reader.h"

namespace posegrad::pose::detections::arrays {

/// SLEAP's analysis HDF5: tracks (tracks, 2, nodes, frames), node_names, track_occupancy,
/// point_scores; also in the orders that sleap-io writes.
std::unique_ptr<RecordReader> sleap_h5_reader();

}  // namespace posegrad::pose::detections::arrays
