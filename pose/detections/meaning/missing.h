#pragma once
#include <optional>

#include "pose/detections/meaning/scores.h"
#include "pose/detections/read_report.h"
#include "pose/detections/records/records.h"

namespace posegrad::pose::detections {

/// The one rule of what "not found" is, for all formats. A point was not found where
///
///   what the file has                          why
///   x or y is NaN, null or infinite            that is no place
///   (0, 0), whatever its score                 the corner of the picture: joints are never there,
///                                              and most programs fill up with zeros
///   (-1, -1)                                   as others mark it
///   a place that comes several times exactly,  (-10, -10), (9999, 9999): marks as well; a detector
///   outside of the picture                     that guesses behind the edge gives other numbers
///   its score is 0, or below (scores.h)        COCO's v = 0, OpenPose's c = 0; where all are 0
///                                              they say nothing, and logits are below 0
///   its score is missing, others have one      null beside numbers
///   its score is below --min-score             the user's wish
///
/// A person is absent without any found point, or where all of four points or more share one place.
/// With zeros_are_joints the (0, 0) and the 0 of a score mean what they say.
struct MissingOptions {
  bool zeros_are_joints = false;
  std::optional<double> min_score = {};
  std::optional<VideoSize> size = {};  // of the pictures, where points are pixels
};

struct Missing {
  Index points = 0, found = 0;
  Index absent_people = 0;
  Decision decision;
};

/// (0, 0) and (-1, -1).
bool is_missing_marker(const RawPoint& point);

/// Sets x and y of points that were not found to NaN and takes absent people out of their frames.
/// Throws DataError "SOURCE: ..." when there is a min_score but no score that could be below.
Missing mark_missing(Records& records, const Scores& scores, const MissingOptions& options,
                     const std::string& source);

}  // namespace posegrad::pose::detections
