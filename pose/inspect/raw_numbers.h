#pragma once
#include <optional>
#include <vector>

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

}  // namespace posegrad::pose::inspection
