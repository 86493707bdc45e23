#pragma once
#include "pose/detections/records/arrays/number_block.h"
#include "pose/detections/records/records.h"
#include "pose/formats/field.h"

namespace posegrad::pose::detections::arrays {

/// What is known of a file's points while its frames are read.
struct PointsForm {
  Index numbers = 0;       // of a joint, by the first flat list that told; 0: not known yet
  bool has_third = false;  // of three numbers, with nothing that calls the last one a score
  RepetitionGuard guard;
};

/// Adds the people that a value of one frame holds: arrays or lists (J, 2 or 3), (P, J, 2 or 3) or
/// flat; with scores in a pair; a dict of a person or of all people with keypoints, scores, bbox,
/// track_id...; a list of such; nothing at all. Boxes are left as the file has them, see
/// settle_boxes. Throws DataError that says what is there and what is wanted.
void append_people(const formats::Field& item, PointsForm& form, RawFrame& frame);

/// Whether a value looks as if append_people would take it. Never throws.
bool is_people(const formats::Value& value);

/// Keypoints (..., J, 2) and scores (..., J) as a pair: what rtmlib returns. Never throws.
bool is_pair_with_scores(const formats::Value& value);

/// Points with scores beside them (may be none); one person for each P.
std::vector<RawPerson> people_of_points(const formats::Field& points,
                                        const std::optional<formats::Field>& scores,
                                        PointsForm& form);

}  // namespace posegrad::pose::detections::arrays
