#pragma once
#include <string>
#include <string_view>

#include "pose/formats/field.h"

namespace posegrad::pose::formats {

/// A JSON text as data: objects become dicts in the order of the file (the last of equal keys
/// counts), arrays lists, null None. Throws DataError "NAME: line 3, column 7: ..." for anything
/// that is not JSON (NaN and Infinity, which Python writes, too), for numbers that no double holds,
/// and for data nested deeper than 100 levels.  Source: RFC 8259.
Value read_json(std::string_view text, const std::string& name);

/// A file with its place for messages. Throws IoError "cannot open FILE: ..." too.
Field load_json(const std::string& path);

}  // namespace posegrad::pose::formats
