#pragma once
#include <map>
#include <optional>
#include <string>

#include "pose/detections/records/record_reader.h"
#include "pose/detections/records/tables/table_rows.h"

namespace posegrad::pose::detections::tables {

/// The column that tells the person, numbers or names: these are counted in their order.
class PersonColumn {
 public:
  explicit PersonColumn(const TableRows& rows);
  bool is_there() const noexcept { return column_.has_value(); }
  std::optional<std::size_t> column() const noexcept { return column_; }
  /// Nothing for an empty cell.
  std::optional<double> id_of(std::size_t row);

 private:
  const TableRows& rows_;
  std::optional<std::size_t> column_;
  std::map<std::string, double, std::less<>> names_;
};

/// A table with several videos: the rows of the one that the user chose. Throws DataError that
/// lists them when none is chosen, and when one is chosen of a table without such a column.
class VideoColumn {
 public:
  VideoColumn(const TableRows& rows, const Source& source, const SequenceChoice& choice);
  bool holds(std::size_t row) const { return !column_ || rows_.cell(row, *column_) == chosen_; }

 private:
  const TableRows& rows_;
  std::optional<std::size_t> column_;
  std::string chosen_;
};

/// A column with the score of a person (not of a joint).
std::optional<std::size_t> person_score_column(const TableRows& rows);

/// Four columns of a box: left, top, right, bottom ("bbox_x1", "xmin", ...), or with a width and a
/// height.
class BoxColumns {
 public:
  explicit BoxColumns(const TableRows& rows);
  std::optional<std::array<double, 4>> box_of(std::size_t row) const;

 private:
  const TableRows& rows_;
  std::optional<std::array<std::size_t, 4>> columns_;
  bool has_size_ = false;
};

/// The picture's size, when two columns have it, the same in all rows.
std::optional<VideoSize> size_in_columns(const TableRows& rows);

}  // namespace posegrad::pose::detections::tables
