#pragma once
#include <optional>
#include <string_view>

#include "pose/formats/pickle_value.h"

namespace posegrad::pose::detections::tables {

/// What Python or JSON writes of lists and dicts into a cell: lists, tuples, dicts, texts in either
/// quotes, numbers, None, nan, True; array(...), tensor(...) and np.float32(...) are what is in
/// them; NumPy's lists of numbers without commas too. Nothing for another text, or one nested
/// deeper than 16 levels.
std::optional<formats::Value> read_python_literal(std::string_view text);

}  // namespace posegrad::pose::detections::tables
