#pragma once
#include <optional>
#include <string>

#include "pose/detections/read_options.h"
#include "pose/inspect/report.h"

namespace posegrad::pose {

struct InspectOptions {
  ReadOptions reading = {};         // of detections
  bool reads_detections = false;    // one of these was given: a data set's sequence is meant
  std::string video = {};           // that the detections are of; empty: none
  std::optional<Index> frame = {};  // of the video, from 0: the one to draw
  std::string picture = {};         // PNG to make of the detections; empty: none
};

/// Says what a file or folder is (detections, a checkpoint, a data set, a video: by its content)
/// and what is odd about it, and draws one frame of detections where a picture is asked for. A file
/// that its reader refuses gives a report with what was known until then and `refused`. Throws
/// IoError when it cannot be opened or the picture not be written, ValueError and DataError for
/// options that do not fit the kind of file.
inspection::Report inspect_file(const std::string& path, const InspectOptions& options = {});

}  // namespace posegrad::pose
