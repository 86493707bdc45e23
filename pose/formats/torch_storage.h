#pragma once
#include <string>
#include <string_view>

#include "pose/formats/ndarray.h"

namespace posegrad::pose::formats {

/// "torch.FloatStorage"... Throws DataError for an item type that PyTorch does not have.
std::string storage_class(ArrayType type);

/// The other way; throws DataError for an unknown class.
ArrayType storage_type(std::string_view class_name);

}  // namespace posegrad::pose::formats
