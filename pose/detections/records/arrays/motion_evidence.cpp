#include <algorithm>
#include <cmath>
#include <vector>

#include "pose/detections/records/arrays/keypoint_axes.h"

namespace posegrad::pose::detections::arrays {
namespace {

constexpr Index kMostFrames = 64, kMostPeople = 8, kMostJoints = 32;  // a sample says enough

/// Of two points; nothing when one was not found.
std::optional<double> distance(const NumberBlock& points, Index t, Index p, Index j, Index t2,
                               Index j2) {
  const double x = points.at({t, p, j, 0}), y = points.at({t, p, j, 1});
  const double x2 = points.at({t2, p, j2, 0}), y2 = points.at({t2, p, j2, 1});
  const auto is_missing = [](double a, double b) { return a == b && (a == 0 || a == -1); };
  const double length = std::abs(x2 - x) + std::abs(y2 - y);
  if (!std::isfinite(length) || is_missing(x, y) || is_missing(x2, y2)) return std::nullopt;
  return length;
}

std::optional<double> median(std::vector<double>& numbers) {
  if (numbers.size() < 4) return std::nullopt;
  const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
  std::ranges::nth_element(numbers, middle);
  return *middle;
}

struct Place {
  double x, y;
};

/// Mean of the joints that were found of each person in a frame; those of whom none was are left
/// out.
std::vector<Place> people_of(const NumberBlock& points, Index t) {
  std::vector<Place> people;
  for (Index p = 0; p < std::min(points.dim(1), kMostFrames); ++p) {
    Place sum{0, 0};
    double found = 0;
    for (Index j = 0; j < std::min(points.dim(2), kMostJoints); ++j) {
      const double x = points.at({t, p, j, 0}), y = points.at({t, p, j, 1});
      if (!std::isfinite(x + y) || (x == y && (x == 0 || x == -1))) continue;
      sum.x += x;
      sum.y += y;
      ++found;
    }
    if (found > 0) people.push_back({sum.x / found, sum.y / found});
  }
  return people;
}

/// To the nearest of `others`, `self` left out.
std::optional<double> nearest(const Place& place, const std::vector<Place>& others,
                              const Place* self) {
  std::optional<double> least;
  for (const Place& other : others) {
    const double length = std::abs(other.x - place.x) + std::abs(other.y - place.y);
    if (&other != self && (!least || length < *least)) least = length;
  }
  return least;
}

}  // namespace

std::optional<double> person_step_ratio(const NumberBlock& points) {
  std::vector<double> steps, gaps;
  const Index frames = points.dim(0), stride = std::max<Index>(1, frames / kMostFrames);
  for (Index t = 0; t + 1 < frames; t += stride) {
    const std::vector<Place> here = people_of(points, t), next = people_of(points, t + 1);
    for (const Place& place : here) {
      if (const auto step = nearest(place, next, nullptr)) steps.push_back(*step);
      if (const auto gap = nearest(place, here, &place)) gaps.push_back(*gap);
    }
  }
  const auto step = median(steps), gap = median(gaps);
  if (!step || !gap || *gap == 0) return std::nullopt;
  return *step / *gap;
}

std::optional<double> joint_step_ratio(const NumberBlock& points) {
  std::vector<double> steps, spreads;
  const Index frames = points.dim(0), joints = std::min(points.dim(2), kMostJoints);
  const Index stride = std::max<Index>(1, frames / kMostFrames);
  for (Index t = 0; t + 1 < frames; t += stride) {
    for (Index p = 0; p < std::min(points.dim(1), kMostPeople); ++p) {
      for (Index j = 0; j + 1 < joints; ++j) {
        if (const auto step = distance(points, t, p, j, t + 1, j)) steps.push_back(*step);
        if (const auto spread = distance(points, t, p, j, t, j + 1)) spreads.push_back(*spread);
      }
    }
  }
  const auto step = median(steps), spread = median(spreads);
  if (!step || !spread || *spread == 0) return std::nullopt;
  return *step / *spread;
}

}  // namespace posegrad::pose::detections::arrays
