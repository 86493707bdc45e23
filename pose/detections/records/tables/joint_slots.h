#pragma once
#include <map>
#include <string>
#include <vector>

#include "pose/detections/records/tables/joint_columns.h"
#include "pose/detections/records/tables/table_rows.h"

namespace posegrad::pose::detections::tables {

/// Which place among a person's points each row of a table with a row for each joint has.
class JointSlots {
 public:
  /// Of the rows that `used` marks. Throws DataError for a joint without name and number, and for
  /// numbers that are none.
  JointSlots(const TableRows& rows, const LongColumns& columns, const std::vector<bool>& used);

  std::size_t count() const noexcept { return count_; }
  const std::vector<std::string>& names() const noexcept { return names_; }  // empty: numbered
  std::size_t slot_of(std::size_t row) const noexcept { return slots_[row]; }

 private:
  void by_numbers(const TableRows& rows, std::size_t column, const std::vector<bool>& used);
  void by_names(const TableRows& rows, std::size_t column, const std::vector<bool>& used);

  std::size_t count_ = 0;
  std::vector<std::string> names_;
  std::vector<std::size_t> slots_;
};

}  // namespace posegrad::pose::detections::tables
