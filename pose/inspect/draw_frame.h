#pragma once
#include "pose/detections/detections.h"
#include "pose/detections/layouts/layout.h"
#include "pose/inspect/inspect.h"

namespace posegrad::pose::inspection {

/// Writes options.picture: options.frame, else the middle one of the frames with people; over the
/// picture of options.video where there is one. Says in the report what it drew. Throws DataError
/// when the detections have no such frame, IoError.
void draw_frame(const Detections& detections, const detections::Layout& layout,
                const InspectOptions& options, Report& report);

}  // namespace posegrad::pose::inspection
