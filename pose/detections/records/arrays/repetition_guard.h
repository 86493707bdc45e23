#pragma once
#include <cstddef>
#include <unordered_set>

#include "pose/formats/field.h"

namespace posegrad::pose::detections::arrays {

/// A list that a pickle names many times is stored once: what is read of a file must stay in
/// proportion to what the file holds.
class RepetitionGuard {
 public:
  /// Counts `items` numbers that are read of a value. Throws DataError at `place` when far more
  /// were read than are stored.
  void charge(const formats::Value& value, std::size_t items, const formats::Field& place);

 private:
  std::unordered_set<const void*> seen_;
  std::size_t stored_ = 0, read_ = 0;
};

}  // namespace posegrad::pose::detections::arrays
