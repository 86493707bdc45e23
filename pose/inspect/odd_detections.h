#pragma once
#include <optional>

#include "pose/detections/detections.h"
#include "pose/detections/layouts/layout.h"
#include "pose/inspect/measure_motion.h"
#include "pose/inspect/measure_people.h"
#include "pose/inspect/report.h"
#include "pose/video/video_info.h"

namespace posegrad::pose::inspection {

/// The reader's notes and what the numbers say that may be why a pose is wrong, each with what
/// helps.
void add_odd(const Detections& detections, const detections::Layout& layout,
             const PeopleNumbers& people, const MotionNumbers& motion,
             const std::optional<VideoInfo>& video, Report& report);

}  // namespace posegrad::pose::inspection
