#pragma once
#include <optional>
#include <span>
#include <string>

#include "pose/detections/records/records.h"
#include "pose/detections/records/tables/joint_columns.h"

namespace posegrad::pose::detections::tables {

/// Columns of a table with a row for each joint.
struct LongColumns {
  std::size_t x = kNoColumn, y = kNoColumn, score = kNoColumn;
  std::size_t name = kNoColumn, number = kNoColumn;  // of the joint; one of them at least
  std::size_t kind = kNoColumn;  // "pose", "face", "left_hand" of MediaPipe's holistic dumps
  bool has_depth = false;
  Units units = Units::unknown;
};

/// Nothing unless there are x, y and a joint.
std::optional<LongColumns> long_columns(std::span<const std::string> header);

}  // namespace posegrad::pose::detections::tables
