#pragma once
#include <optional>
#include <string>
#include <vector>

#include "pose/detections/detections.h"
#include "pose/detections/layouts/layout.h"
#include "pose/detections/meaning/scores.h"
#include "pose/detections/read_options.h"

namespace posegrad::pose::detections {

/// Records whose points are pixels, NaN where they were not found; absent people are gone.
struct CleanRecords {
  Records records;
  Scores scores;
  std::optional<VideoSize> stated;       // by the file
  std::optional<VideoSize> scaled_with;  // of fractions
  ReadReport report;                     // what was decided so far
};

/// What can be decided without knowing which point is which: sizes, scores, what is missing, units.
/// Throws DataError "SOURCE: ..." as these do, and for people of different numbers of points.
CleanRecords clean(Records records, const ReadOptions& options, const std::string& source);

/// The rest, with recognised.note among the notes: frames, ids, joints of the target, whether the
/// picture was turned. Throws DataError "SOURCE: ..." as these do, when nobody was found, and for
/// numbers that are no place in a picture.
Detections to_detections(CleanRecords clean, const Recognised& recognised, const JointMap& map,
                         const ReadOptions& options, const std::string& source);

}  // namespace posegrad::pose::detections
