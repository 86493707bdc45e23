#pragma once
#include <optional>
#include <string>

#include "pose/data/pose_set.h"
#include "pose/detections/detections.h"
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

/// Whether the detector saw the picture of the video turned, by how many degrees clockwise. An
/// upright person has the head above the hips; one who lies on the side has it beside them.
///
///   evidence                                               decision
///   --turned                                               as it says
///   no size of the video's pictures is known               not turned
///   the file's pictures have width and height of the       turned back so that people stand, else
///     video's swapped                                      by the video's rotation where it has
///                                                          one; refused where neither decides
///   the video was filmed turned, and either a tenth of     turned back by that, or the other way
///     the points lie outside of its pictures, but all      where people stand only so
///     within the turned ones, or four of five people lie,
///     or stand on their heads, and stand when turned back
///   four of five people lie or stand on their heads else   not turned; a note
struct TurnedOptions {
  std::optional<Index> told = {};
  std::optional<VideoSize> stated = {};  // by the file, of the pictures that it is about
  std::optional<VideoSize> shown = {};   // of the video's pictures as they are shown
  Index rotation = 0;                    // of the video, degrees clockwise
  bool fractions = false;                // points were fractions of `shown`
};

struct Turned {
  Index degrees = 0;
  std::optional<VideoSize> seen = {};  // of the pictures that the detector saw
  Decision decision;
};

/// Throws DataError "SOURCE: ..." naming --turned: a quarter turn of pictures whose size nobody
/// says; swapped sizes without a direction.
Turned decide_turned(const Detections& detections, const TurnedOptions& options,
                     const std::string& source);

/// Turns points and boxes of pictures that are turned by `degrees`, of the size `seen`, back into
/// those of `shown`.
void turn_back(Detections& detections, Index degrees, const VideoSize& seen,
               const VideoSize& shown);

}  // namespace posegrad::pose::detections
