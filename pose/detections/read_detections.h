#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "pose/detections/detections.h"
#include "pose/detections/read_options.h"

namespace posegrad::pose {

/// Reads what a 2D detector wrote, a file or a folder, recognised by its content: container ->
/// records -> layout -> meaning (pose/detections/*). All that was decided on the way stands in the
/// notes and the report. Throws IoError "cannot open ..."; DataError in one line that names the
/// file and the place in it: an unknown format (with what was found and the known ones), nobody in
/// any frame, numbers that are no place in a picture, and all that cannot be decided, with the
/// option that decides it; also for an option that has no meaning for the file.
Detections read_detections(const std::string& path, const ReadOptions& options = {});

/// The formats that read_detections() knows, for help and messages: "OpenPose (folder of JSON)".
std::vector<std::string> detection_formats();

}  // namespace posegrad::pose
