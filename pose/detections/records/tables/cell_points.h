#pragma once
#include <optional>
#include <string_view>

#include "pose/detections/records/arrays/value_people.h"
#include "pose/detections/records/tables/table_rows.h"
#include "pose/formats/pickle_value.h"

namespace posegrad::pose::detections::tables {

/// Columns of a table that hold a person's points, box and score.
struct CellColumns {
  std::optional<std::size_t> points;         // all in one cell
  std::optional<std::size_t> x, y, visible;  // or lists in three: "keypoints.x", ...
  std::optional<std::size_t> box, score;
};

/// Nothing unless the header has such columns and the cells below begin as lists.
std::optional<CellColumns> cell_columns(const Document& document, std::size_t header);

/// The people of one row, most often one; joints that a dict names are put into `names`. Throws
/// DataError "FILE: line N, column 'NAME': ..." for a cell that is cut or holds something else.
std::vector<RawPerson> people_of_cells(const TableRows& rows, std::size_t row,
                                       const CellColumns& columns, arrays::PointsForm& form,
                                       std::vector<std::string>& names);

/// What Python or JSON writes of lists and dicts into a cell: lists, tuples, dicts, texts in either
/// quotes, numbers, None, nan, True; array(...), tensor(...) and np.float32(...) are what is in
/// them; NumPy's lists of numbers without commas too. Nothing for another text, or one nested
/// deeper than 16 levels.
std::optional<formats::Value> read_python_literal(std::string_view text);

}  // namespace posegrad::pose::detections::tables
