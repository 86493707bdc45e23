#pragma once
#include <optional>
#include <vector>

#include "pose/detections/detections.h"
#include "pose/detections/read_report.h"
#include "pose/detections/records/records.h"

namespace posegrad::pose::inspection {

/// What a file of detections says before anything is decided about it.
struct RawNumbers {
  Index frames = 0;                 // listed
  Index people = 0;                 // in all of them
  std::vector<Index> points;        // different numbers of points that people have, ascending
  std::optional<NumberRange> x, y;  // of points that have a place, (0, 0) and (-1, -1) left out
  Index scores = 0, zero_scores = 0;
  std::vector<double> score_quantiles;  // kQuantiles of all scores; empty without any
};

/// 0, 5, 25, 50, 75, 95 and 100 %.
constexpr double kQuantiles[] = {0, 0.05, 0.25, 0.5, 0.75, 0.95, 1};

RawNumbers raw_numbers(const detections::Records& records);

/// Frames in a row without anybody.
struct EmptyFrames {
  Index first = 0;  // number in the video
  Index frames = 0;
};

/// Of all people in all frames.
struct PeopleNumbers {
  Index people = 0;
  std::optional<NumberRange> in_a_frame;
  std::vector<EmptyFrames> gaps;
  std::vector<Index> missing;        // joint -> people of whom it was not found
  std::optional<NumberRange> sizes;  // longer side of the box around a person's points, pixels
  Index small = 0;                   // people below kSmall
};

constexpr double kSmall = 40;  // pixels: detectors are rough below (wild/doubt says the same)

PeopleNumbers measure_people(const Detections& detections);

/// Found points beyond the edges of a picture, whatever how far; one in a corner counts twice.
struct OutsideNumbers {
  Index left = 0, right = 0, above = 0, below = 0;
};
OutsideNumbers measure_outside(const Detections& detections, const VideoSize& size);

/// The longer side of the box around the found points; NaN for one point or none.
double size_of(const DetectedPerson& person);

/// The surest person of a frame, the first of equal ones, as wild takes it; null for nobody.
const DetectedPerson* surest(const DetectedFrame& frame);

/// What does not look like motion in the surest person of each frame, whom wild takes. Frames are
/// numbers in the video, of the later frame of a pair; pairs are at most three frames apart. Sizes
/// are of the person: the longer side of the box around the points.
struct MotionNumbers {
  Index pairs = 0;
  /// Half of the points go further than half of the size a frame. (Who runs at 8 m/s before 25
  /// frames a second goes 0.2.)
  std::vector<Index> jumps;
  /// joint -> in how many of the other pairs of neighbours it alone goes further than 0.35 of the
  /// size. (A fist at 10 m/s: 0.23.)
  std::vector<Index> joint_jumps;
  /// The points of both arms, or of both legs, fit those of the other side better by half.
  std::vector<Index> arm_swaps, leg_swaps;
  Index repeated = 0;  // frames with the very numbers of the frame before
};

MotionNumbers measure_motion(const Detections& detections);

}  // namespace posegrad::pose::inspection
