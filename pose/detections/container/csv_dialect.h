#pragma once
#include <optional>
#include <string_view>

#include "pose/detections/container/document.h"

namespace posegrad::pose::detections {

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

}  // namespace posegrad::pose::detections
