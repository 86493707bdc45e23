#pragma once
#include <string>
#include <vector>

#include "pose/detections/container/hdf5_data.h"

namespace posegrad::pose::detections {

/// Texts of fixed or of any length; `type`: of strings, or arrays of strings of fixed length.
/// `shape` with the arrays' axes. One text as str, several as an array of text.
formats::Value read_hdf5_texts(const Hdf5Data& data, const Hdf5Column& column, hid_t type,
                               hid_t space, std::vector<Index> shape, Budget& budget);

}  // namespace posegrad::pose::detections
