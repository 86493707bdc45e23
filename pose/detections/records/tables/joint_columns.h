#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pose/detections/records/records.h"

namespace posegrad::pose::detections::tables {

constexpr std::size_t kNoColumn = static_cast<std::size_t>(-1);

/// Columns of one joint.
struct JointColumns {
  std::size_t x = kNoColumn, y = kNoColumn, score = kNoColumn;
};

/// Columns of one person, the joints in the order of WideHeader.
struct PersonColumns {
  std::optional<double> number;  // as the columns' names have it
  std::vector<JointColumns> joints;
};

/// A header with columns for each joint.
struct WideHeader {
  std::vector<std::string> names;  // of the joints; empty: they are numbered
  std::vector<PersonColumns> people;
  bool has_depth = false;    // a z of joints
  bool is_in_space = false;  // Anipose's columns of 3D results
  Units units = Units::unknown;
  std::vector<std::string> notes;
};

/// Nothing unless five joints have an x and a y.
std::optional<WideHeader> wide_header(std::span<const std::string> columns);

/// Where numbered joints stand: from 0, or from 1 when that makes their count a usual one.
Index first_joint_number(Index smallest, Index largest);

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

/// MediaPipe has 33 landmarks with a depth: tables of such are named so, and its order is the usual
/// one.
void name_media_pipe(bool has_depth, Records& records);

}  // namespace posegrad::pose::detections::tables
