#pragma once
#include <string>

#include "pose/formats/pickle_value.h"

namespace posegrad::pose::formats {

/// Whether the bytes begin with the pickle of PyTorch's magic number.
bool is_torch_legacy(std::string_view begin);

/// Reads PyTorch's format before 1.6: four pickles (magic number, protocol, system, object), the
/// list of storage keys, then for each key the count of its items and the items, little endian.
Value read_torch_legacy(const Blob& file, const std::string& name);

}  // namespace posegrad::pose::formats
