#pragma once
#include <optional>

#include "pose/detections/records/json/values.h"
#include "pose/formats/pickle_value.h"

namespace posegrad::pose::detections {

// Under which keys people of nobody's format in particular keep their things, however these are
// spelled.

/// A person's points: "keypoints", "kpts", "joints_2d", "landmarks", ...; null when there are none.
const formats::Value* points_in(const formats::Value& dict);
std::optional<formats::Field> points_at(const formats::Field& dict);

/// Scores of the points beside them, a list: "keypoint_scores", "scores", "conf", "visibility", ...
std::optional<formats::Field> scores_at(const formats::Field& dict);
/// The person's own score, a number: "score", "confidence", "bbox_score", ...
std::optional<formats::Field> score_at(const formats::Field& dict);
std::optional<formats::Field> box_at(const formats::Field& dict);
/// The tracker's number: "track_id", "person_id", "id", ...
std::optional<formats::Field> id_field_at(const formats::Field& dict);

/// Tables that stand as dicts of columns, as lists of rows, wherever they are in a value:
/// {"keypoints": [of each], "scores": [of each], "ids": [of each]} and what pandas writes by
/// default, {"x": {"0": ..., "1": ...}, "y": {"0": ..., "1": ...}}. Whatever else is left as it is;
/// a value without such tables is returned itself.
formats::Value rows_of_columns(const formats::Value& value);

}  // namespace posegrad::pose::detections
