#pragma once
#include <string>
#include <vector>

#include "pose/wild/people.h"

namespace posegrad::apps {

/// What a user should know about the detections of one video and what was made of them: lines to
/// print.
std::vector<std::string> detection_remarks(const pose::Detections& detections);
/// Frames and those that were interpolated, worded as VideoPose3D's script does; long gaps; joints
/// that were never seen. left_out: of each frame of the person; gaps there are not made up.
std::vector<std::string> person_report(const pose::PersonTrack& person,
                                       const pose::KeypointLayout& layout,
                                       const std::vector<bool>& left_out = {});
/// Empty when nobody was left out.
std::string too_short_remark(const pose::ChosenPeople& chosen, const pose::PeopleOptions& options);

/// Who was seen beside the main person, or "".
std::string others_remark(const pose::ChosenPeople& chosen);

/// "main", "best", "all" or a number from 1.
bool is_person_choice(const std::string& text);

}  // namespace posegrad::apps
