#pragma once
#include "pose/formats/pickle_value.h"

namespace posegrad::pose::detections {

/// Tables that stand as dicts of columns, as lists of rows, wherever they are in a value:
/// {"keypoints": [of each], "scores": [of each], "ids": [of each]} and what pandas writes by
/// default, {"x": {"0": ..., "1": ...}, "y": {"0": ..., "1": ...}}. Whatever else is left as it is;
/// a value without such tables is returned itself.
formats::Value rows_of_columns(const formats::Value& value);

}  // namespace posegrad::pose::detections
