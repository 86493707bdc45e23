#pragma once
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "pose/detections/read_report.h"
#include "pose/detections/records/records.h"

namespace posegrad::pose::detections {

/// Whether the point has a place. A point that was not found has NaN for x and y.
inline bool is_found(const RawPoint& point) {
  return std::isfinite(point.x) && std::isfinite(point.y);
}

/// Calls f(frame, person) for every person.
template <class Records, class F>
void for_each_person(Records& records, F&& f) {
  for (auto& frame : records.frames)
    for (auto& person : frame.people) f(frame, person);
}

/// Calls f(point) for every point that was found.
template <class Records, class F>
void for_each_found(Records& records, F&& f) {
  for_each_person(records, [&](auto&, auto& person) {
    for (auto& point : person.points)
      if (is_found(point)) f(point);
  });
}

/// A place in the file as messages name it, which begins with the file.
std::string place_in(const std::string& source, const std::string& where);

/// The q-th part of the numbers in order, q from 0 to 1: 0.5 is the median. Nothing for none.
/// Reorders them.
std::optional<double> quantile(std::vector<double>& numbers, double q);

/// Nothing for no numbers. Reorders them.
std::optional<NumberRange> range_of(std::vector<double>& numbers);

/// "1 keypoint", "3 keypoints", "2 people".
std::string counted(Index count, const std::string& one, const std::string& many);
std::string counted_keypoints(Index count);

}  // namespace posegrad::pose::detections
