#pragma once
#include <optional>
#include <string>
#include <vector>

#include "pose/detections/records/arrays/number_block.h"
#include "pose/formats/field.h"

namespace posegrad::pose::detections::tables {

/// A pandas data frame of numbers, as HDFStore keeps it, with the levels of its columns' names.
struct PandasFrame {
  std::vector<std::vector<std::string>> columns;  // one name for each level
  std::vector<arrays::NumberBlock> blocks;        // (rows, n), side by side in `columns`' order
  std::vector<double> numbers;                    // of the rows, or
  std::vector<std::string> names;                 // theirs

  Index rows() const { return blocks.front().dim(0); }
  double at(Index row, std::size_t column) const;
};

/// Whether a group looks like one: "table" with values, or "block0_values". Never throws.
bool is_pandas_group(const formats::Value& group);

/// Reads both formats of HDFStore ("table" and "fixed"; pandas 0.15 to 2): `attributes` are the
/// group's. Throws DataError naming the place.  Checked with files of pandas 1.5.3, PyTables 3.7.
PandasFrame read_pandas_frame(const formats::Field& group,
                              const std::optional<formats::Field>& attributes);

}  // namespace posegrad::pose::detections::tables
