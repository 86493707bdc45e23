#pragma once
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

}  // namespace posegrad::pose::detections
