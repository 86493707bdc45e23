#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pose/detections/container/hdf5_handle.h"
#include "pose/formats/ndarray.h"

namespace posegrad::pose::detections {

/// How numbers of a file are asked for: libhdf5 converts them to `memory`, which is little endian.
struct Hdf5Number {
  Hdf5Handle memory;
  formats::ItemFormat format;
};

/// For integers, bit fields, enumerations and floats; nothing for other classes.
std::optional<Hdf5Number> hdf5_number(hid_t type, const std::string& where);

}  // namespace posegrad::pose::detections
