#pragma once
#include <vector>

#include "pose/detections/detections.h"
#include "pose/detections/layouts/layout.h"
#include "pose/detections/meaning/scores.h"
#include "pose/detections/read_options.h"
#include "pose/detections/records/records.h"

namespace posegrad::pose::detections {

/// The target's joints of a person's points, as many as the layout has. A joint that is made of
/// several points is their mean, as sure as the least sure, and not found where one of them is
/// not.
std::vector<DetectedKeypoint> joints_of(const RawPerson& person, const JointMap& map,
                                        const Scores& scores);

/// The person with box, score and id. Without a score of the file's: the mean confidence of all
/// joints, those that were not found counted as 0.
DetectedPerson person_of(const RawPerson& person, const JointMap& map, const Scores& scores,
                         bool ids_usable);

/// The layout whose joints the points become: options.target; else coco where all of its joints can
/// be made of them; else the one that has just these joints; else coco.
const KeypointLayout& target_of(const Layout& layout, const ReadOptions& options);

}  // namespace posegrad::pose::detections
