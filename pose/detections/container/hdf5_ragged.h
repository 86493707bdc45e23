#pragma once
#include <optional>
#include <vector>

#include "pose/detections/container/hdf5_data.h"

namespace posegrad::pose::detections {

/// Items that are numbers of any count: a list of arrays, in the order of the file. Nothing for
/// other items.
std::optional<formats::Value> read_hdf5_ragged(const Hdf5Data& data, const Hdf5Column& column,
                                               hid_t type, hid_t space,
                                               const std::vector<Index>& shape, Budget& budget);

}  // namespace posegrad::pose::detections
