#pragma once
#include <optional>
#include <string>

#include "pose/data/pose_set.h"
#include "pose/detections/read_options.h"
#include "pose/detections/read_report.h"
#include "pose/detections/records/records.h"

namespace posegrad::pose::detections {

/// Points and boxes whose y comes first: TensorFlow's MoveNet, and arrays that are indexed as
/// pictures are.
void swap_axes(Records& records);

/// Points and boxes, in pixels, whose y is counted upwards from the picture's bottom edge: Apple's
/// Vision, plots, OpenGL. Throws DataError "SOURCE: ..." naming --size when it is not known.
void count_from_top(Records& records, const std::optional<VideoSize>& size,
                    const std::string& source);

/// What the report says of them; in a file everything else speaks of x to the right and y down.
Decision axes_decision(const std::optional<PointAxes>& told);

}  // namespace posegrad::pose::detections
