#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "pose/detections/container/budget.h"
#include "pose/detections/container/document.h"

namespace posegrad::pose::detections {

/// Cells between separators, in quotes where they hold one; a quote in quotes is doubled. Blanks
/// around unquoted cells, empty lines and lines that begin with '#' are dropped, but a first line
/// "# a,b" with as many cells as the next is a header. So is an empty last column, which is a
/// separator too many. Throws DataError "NAME: line 3, column 7: ...": a quote that is not closed
/// or closed within a cell, a zero byte; more cells than the budget allows.  Source: RFC 4180.
Table read_csv(std::string_view utf8, char separator, const std::string& name, Budget& budget);

struct CsvDialect {
  char separator = ',';
  std::string_view rest;  // of the text, behind a line "sep=;" that Excel writes
};

/// Tab, semicolon, comma or bar: the one that parts all first lines into the same number of cells,
/// two or more, or into numbers only. Unless the file is named as a table (`is_named_so`), half of
/// the cells must be numbers; if it is and nothing parts it so, the one that parts it into the
/// most. Nothing for a text that is no table.
std::optional<CsvDialect> csv_dialect(std::string_view utf8, bool is_named_so);

/// Turns "1,5" into "1.5" where it can mean nothing else: the separator is another, no number has a
/// point, and not all could be thousands ("1,500").
void use_decimal_points(Table& table, char separator);

bool is_trc(std::string_view utf8);

/// A TRC file of points in pictures, as Sports2D writes it: a table with the frame's number and
/// "NAME_x", "NAME_y" of each marker; depths, which are all 0 there, are left out. Throws DataError
/// "NAME: line 3: ...": another unit than px (points in space), lines that do not fit.
/// Source: Motion Analysis' TRC, docs of OpenSim.
Table read_trc(std::string_view utf8, const std::string& name, Budget& budget);

}  // namespace posegrad::pose::detections
