#pragma once
#include <cstddef>

#include "pose/formats/field.h"

namespace posegrad::pose {

/// Turns a file's arrays into tensors as long as these are not out of proportion to the file: views
/// of the same numbers cost nothing in a file, as tensors they would.
class TensorBudget {
 public:
  explicit TensorBudget(std::size_t file_bytes);
  /// Throws DataError naming the place.
  Tensor tensor(const formats::Field& field, DType dtype);

 private:
  std::size_t left_;  // bytes
};

}  // namespace posegrad::pose
