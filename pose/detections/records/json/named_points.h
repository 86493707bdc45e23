#pragma once
#include "pose/detections/records/json/points.h"

namespace posegrad::pose::detections {

/// Whether a value is a dict with the coordinates of one point: {x, y}, {X, Y},
/// {position: {x, y}}, {point: [x, y]}.
bool is_point_dict(const formats::Value& value);

/// Whether a dict has points under so many of its keys, whatever else it has.
bool has_named_points(const formats::Value& dict, std::size_t fewest);
/// Whether it has coordinates under so many pairs of keys ("nose_x", "nose_y"; "x0", "y0").
bool has_named_columns(const formats::Value& dict, std::size_t fewest);

/// A list of point dicts, by their names or numbers when every one has another, else in order.
PointList read_point_dicts(const formats::Field& list);
PointList read_named_points(const formats::Field& dict);
PointList read_named_columns(const formats::Field& dict);

}  // namespace posegrad::pose::detections
