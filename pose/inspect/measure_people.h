#pragma once
#include <optional>
#include <vector>

#include "pose/detections/detections.h"
#include "pose/detections/records/records.h"

namespace posegrad::pose::inspection {

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

}  // namespace posegrad::pose::inspection
