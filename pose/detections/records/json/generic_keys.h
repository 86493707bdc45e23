#pragma once
#include <optional>

#include "pose/detections/records/json/values.h"

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

}  // namespace posegrad::pose::detections
