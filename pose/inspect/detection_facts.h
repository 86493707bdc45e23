#pragma once
#include <optional>
#include <string>

#include "pose/detections/detections.h"
#include "pose/detections/layouts/layout.h"
#include "pose/detections/meaning/meaning.h"
#include "pose/inspect/measure_motion.h"
#include "pose/inspect/measure_people.h"
#include "pose/inspect/report.h"
#include "pose/video/video_info.h"

namespace posegrad::pose::inspection {

// What is measured, as facts of a report's sections.

/// Before anything is decided: format, numbers of frames, people and points, scores.
void add_raw_facts(const detections::Records& records, Report& report);

/// Who says the size of the pictures; empty: nobody.
using PictureSource = std::string;
PictureSource picture_source(const detections::CleanRecords& cleaned, const ReadOptions& options);

/// Frames, gaps, people in a frame, ids, sizes of people.
void add_people_facts(const Detections& detections, const PeopleNumbers& people, Report& report);
void add_picture_facts(const Detections& detections, const PictureSource& said,
                       const std::optional<VideoInfo>& video, Report& report);
/// Which joints were not found, of how many people.
void add_point_facts(const Detections& detections, const detections::Layout& layout,
                     const PeopleNumbers& people, Report& report);
void add_motion_facts(const Detections& detections, const MotionNumbers& motion, Report& report);
/// What was decided, why, and what decides otherwise.
void add_decisions(const Detections& detections, Report& report);

/// "7, 12 to 20", the first five of them.
std::string frames_text(const std::vector<Index>& frames);

}  // namespace posegrad::pose::inspection
