#pragma once
#include <string>
#include <vector>

#include "pose/detections/read_options.h"
#include "pose/detections/read_report.h"
#include "pose/detections/records/records.h"

namespace posegrad::pose::detections {

struct TimePlaces {
  std::vector<Index> places;  // frames of the video, from 0; some may be the same
  double fps = 0;             // that the times tell; 0: they do not
  Decision decision;
};

/// Frames of a file that has times in milliseconds (RawFrame::number). Throws DataError "SOURCE:
/// ..." for a time that is none, and where nothing says how long a frame lasts.
TimePlaces frames_of_times(const Records& records, const ReadOptions& options,
                           const std::string& source);

}  // namespace posegrad::pose::detections
