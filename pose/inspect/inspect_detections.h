#pragma once
#include <string>

#include "pose/inspect/inspect.h"
#include "pose/inspect/report.h"

namespace posegrad::pose::inspection {

/// Reads as read_detections does, but keeps all points of the file, and says at each step what was
/// found; draws a frame where options.picture names a file. When a step refuses, its DataError
/// passes through and the report has what the steps before it found. Throws IoError as well.
void inspect_detections(const std::string& path, const InspectOptions& options, Report& report);

}  // namespace posegrad::pose::inspection
