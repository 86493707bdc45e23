#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>

#include "pose/detections/records/records.h"
#include "pose/detections/records/tables/table_rows.h"

namespace posegrad::pose::detections::tables {

/// Puts the rows of a table into frames, by the column that tells the frame: a number, a picture's
/// name or a time. Without such a column each row is a frame of its own.
class FrameColumn {
 public:
  /// Numbers first, then names, then times. Throws DataError for a time whose unit is open.
  FrameColumn(const TableRows& rows, Records& records);

  bool is_there() const noexcept { return column_.has_value(); }
  std::optional<std::size_t> column() const noexcept { return column_; }
  /// The place in records.frames of a row's frame, made when it is the first of its kind. Throws
  /// DataError for an empty cell.
  std::size_t frame_of(std::size_t row);

 private:
  std::size_t add_frame(std::size_t row);

  const TableRows& rows_;
  Records& records_;
  std::optional<std::size_t> column_;
  double scale_ = 1;  // of a time, to milliseconds
  std::map<double, std::size_t> by_number_;
  std::map<std::string, std::size_t, std::less<>> by_name_;
};

/// The first column whose bare_name() is one of these, the earliest name counting.
std::optional<std::size_t> find_column(const TableRows& rows,
                                       std::span<const std::string_view> names);

}  // namespace posegrad::pose::detections::tables
