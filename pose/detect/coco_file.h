#pragma once
#include <string>
#include <string_view>

#include "pose/detections/detections.h"

namespace posegrad::pose {

/// People as COCO results: a list with an entry a person: image_id (the number of the frame, from
/// 0), category_id 1, keypoints [x, y, score, ...] in pixels, score, and bbox. The first entry also
/// says what made the file ("made_by"), where that is told.
std::string coco_results(const Detections& detections, std::string_view made_by = "");

/// The same as a file, whole or not at all. Throws IoError "cannot write FILE: ...".
void write_coco_results(const std::string& path, const Detections& detections,
                        std::string_view made_by = "");

/// Whether a file is there and begins as write_coco_results() begins it for `made_by`: kept
/// keypoints that need not be looked for again.
bool is_made_by(const std::string& path, std::string_view made_by);

/// Whether a file is one of kept keypoints, whatever made them.
bool is_kept(const std::string& path);

}  // namespace posegrad::pose
