#pragma once
#include <optional>
#include <string>

#include "pose/detections/detections.h"
#include "pose/detections/layouts/layout.h"
#include "pose/detections/meaning/meaning.h"
#include "pose/inspect/inspect.h"
#include "pose/inspect/measure.h"
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

/// The reader's notes and what the numbers say that may be why a pose is wrong, each with what
/// helps.
void add_odd(const Detections& detections, const detections::Layout& layout,
             const PeopleNumbers& people, const MotionNumbers& motion,
             const std::optional<VideoInfo>& video, Report& report);

/// Writes options.picture: options.frame, else the middle one of the frames with people; over the
/// picture of options.video where there is one. Says in the report what it drew. Throws DataError
/// when the detections have no such frame, IoError.
void draw_frame(const Detections& detections, const detections::Layout& layout,
                const InspectOptions& options, Report& report);

}  // namespace posegrad::pose::inspection
