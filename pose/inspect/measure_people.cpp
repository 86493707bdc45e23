#include "pose/inspect/measure_people.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "pose/detections/meaning/points.h"

namespace posegrad::pose::inspection {

double size_of(const DetectedPerson& person) {
  constexpr double kMost = std::numeric_limits<double>::infinity();
  double left = kMost, right = -kMost, top = kMost, bottom = -kMost;
  for (const DetectedKeypoint& keypoint : person.keypoints) {
    if (std::isnan(keypoint.x)) continue;
    left = std::min(left, keypoint.x);
    right = std::max(right, keypoint.x);
    top = std::min(top, keypoint.y);
    bottom = std::max(bottom, keypoint.y);
  }
  const double size = std::max(right - left, bottom - top);
  return size > 0 ? size : std::numeric_limits<double>::quiet_NaN();
}

const DetectedPerson* surest(const DetectedFrame& frame) {
  const auto best = std::ranges::max_element(frame.people, {}, &DetectedPerson::score);
  return best == frame.people.end() ? nullptr : &*best;
}

PeopleNumbers measure_people(const Detections& detections) {
  PeopleNumbers measured;
  measured.missing.resize(detections.layout->joints.size());
  std::vector<double> counts, sizes;
  for (std::size_t t = 0; t < detections.frames.size(); ++t) {
    const DetectedFrame& frame = detections.frames[t];
    counts.push_back(static_cast<double>(frame.people.size()));
    if (frame.people.empty()) {
      const bool goes_on = t > 0 && detections.frames[t - 1].people.empty();
      if (!goes_on) measured.gaps.push_back({detections.first_frame + static_cast<Index>(t), 0});
      ++measured.gaps.back().frames;
    }
    for (const DetectedPerson& person : frame.people) {
      ++measured.people;
      for (std::size_t j = 0; j < person.keypoints.size(); ++j)
        if (std::isnan(person.keypoints[j].x)) ++measured.missing[j];
      const double size = size_of(person);
      if (std::isnan(size)) continue;
      sizes.push_back(size);
      if (size < kSmall) ++measured.small;
    }
  }
  measured.in_a_frame = detections::range_of(counts);
  measured.sizes = detections::range_of(sizes);
  return measured;
}

OutsideNumbers measure_outside(const Detections& detections, const VideoSize& size) {
  OutsideNumbers outside;
  for (const DetectedFrame& frame : detections.frames)
    for (const DetectedPerson& person : frame.people)
      for (const DetectedKeypoint& keypoint : person.keypoints) {
        outside.left += keypoint.x < 0 ? 1 : 0;
        outside.right += keypoint.x > static_cast<double>(size.width) ? 1 : 0;
        outside.above += keypoint.y < 0 ? 1 : 0;
        outside.below += keypoint.y > static_cast<double>(size.height) ? 1 : 0;
      }
  return outside;
}

}  // namespace posegrad::pose::inspection
