#include "pose/inspect/measure.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <string_view>
#include <utility>

#include "pose/detections/meaning/missing.h"
#include "pose/detections/meaning/points.h"

namespace posegrad::pose::inspection {

RawNumbers raw_numbers(const detections::Records& records) {
  RawNumbers raw;
  raw.frames = static_cast<Index>(records.frames.size());
  std::set<Index> counts;
  std::vector<double> x, y, scores;
  detections::for_each_person(records, [&](const auto&, const detections::RawPerson& person) {
    ++raw.people;
    if (!person.points.empty()) counts.insert(static_cast<Index>(person.points.size()));
    for (const detections::RawPoint& point : person.points) {
      if (std::isfinite(point.score)) {
        scores.push_back(point.score);
        if (point.score == 0) ++raw.zero_scores;
      }
      if (!detections::is_found(point) || detections::is_missing_marker(point)) continue;
      x.push_back(point.x);
      y.push_back(point.y);
    }
  });
  raw.points.assign(counts.begin(), counts.end());
  raw.x = detections::range_of(x);
  raw.y = detections::range_of(y);
  raw.scores = static_cast<Index>(scores.size());
  for (const double q : kQuantiles)
    if (const auto value = detections::quantile(scores, q)) raw.score_quantiles.push_back(*value);
  return raw;
}

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

namespace {

constexpr Index kFarthestPair = 3;                               // frames
constexpr double kJump = 0.5, kJointJump = 0.35, kStill = 0.15;  // of the size, a frame
constexpr double kApart = 0.08;  // of the size: nearer sides cannot be told by their places
constexpr double kClearly = 0.5;
constexpr std::size_t kFewestJoints = 3;

using Sides = std::vector<std::pair<std::size_t, std::size_t>>;  // left, right

Sides sides_of(const KeypointLayout& layout, const std::array<std::string_view, 3>& parts) {
  Sides sides;
  for (std::size_t i = 0; i < layout.left.size(); ++i) {
    const auto left = static_cast<std::size_t>(layout.left[i]);
    const std::string_view name = layout.joints[left];
    if (std::ranges::any_of(parts, [&](std::string_view part) { return name.ends_with(part); }))
      sides.emplace_back(left, static_cast<std::size_t>(layout.right[i]));
  }
  return sides;
}

double distance(const DetectedKeypoint& a, const DetectedKeypoint& b) {
  return std::hypot(a.x - b.x, a.y - b.y);
}

/// NaN is not found.
bool all_found(std::initializer_list<const DetectedKeypoint*> points) {
  return std::ranges::none_of(points, [](const auto* point) { return std::isnan(point->x); });
}

bool are_swapped(const DetectedPerson& before, const DetectedPerson& after, const Sides& sides,
                 double size) {
  double same = 0, crossed = 0;
  std::size_t pairs = 0;
  for (const auto& [left, right] : sides) {
    const DetectedKeypoint &l0 = before.keypoints[left], &r0 = before.keypoints[right],
                           &l1 = after.keypoints[left], &r1 = after.keypoints[right];
    if (!all_found({&l0, &r0, &l1, &r1}) || distance(l0, r0) < kApart * size) continue;
    same += distance(l0, l1) + distance(r0, r1);
    crossed += distance(l0, r1) + distance(r0, l1);
    ++pairs;
  }
  return pairs >= 2 && crossed < kClearly * same;
}

/// How far each joint goes; NaN where it is not found in both.
std::vector<double> steps_of(const DetectedPerson& before, const DetectedPerson& after) {
  std::vector<double> steps;
  for (std::size_t j = 0; j < before.keypoints.size(); ++j)
    steps.push_back(distance(before.keypoints[j], after.keypoints[j]));
  return steps;
}

bool is_repeated(const DetectedPerson& before, const DetectedPerson& after) {
  const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
  return std::ranges::equal(before.keypoints, after.keypoints,
                            [&](const DetectedKeypoint& a, const DetectedKeypoint& b) {
                              return same(a.x, b.x) && same(a.y, b.y);
                            });
}

/// The middle of the steps: a few lost joints do not move it.
double middle_of(std::vector<double> steps) {
  std::erase_if(steps, [](double step) { return std::isnan(step); });
  if (steps.size() < kFewestJoints) return 0;
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::ranges::nth_element(steps, middle);
  return *middle;
}

class Measurer {
 public:
  explicit Measurer(const Detections& detections)
      : arms_(sides_of(*detections.layout, {"shoulder", "elbow", "wrist"})),
        legs_(sides_of(*detections.layout, {"hip", "knee", "ankle"})) {
    measured.joint_jumps.resize(detections.layout->joints.size());
  }

  void look_at(const DetectedPerson& before, const DetectedPerson& after, Index apart,
               Index number) {
    const double size = std::max(size_of(before), size_of(after));
    if (!(size > 0)) return;
    ++measured.pairs;
    const std::vector<double> steps = steps_of(before, after);
    const double middle = middle_of(steps) / static_cast<double>(apart);
    if (middle > kJump * size) {
      measured.jumps.push_back(number);
      return;
    }
    if (apart > 1) return;
    if (is_repeated(before, after)) ++measured.repeated;
    const bool arms = are_swapped(before, after, arms_, size),
               legs = are_swapped(before, after, legs_, size);
    if (arms) measured.arm_swaps.push_back(number);
    if (legs) measured.leg_swaps.push_back(number);
    if (middle > kStill * size) return;
    for (std::size_t j = 0; j < steps.size(); ++j)
      if (steps[j] > kJointJump * size && !(arms && is_of(arms_, j)) && !(legs && is_of(legs_, j)))
        ++measured.joint_jumps[j];
  }

  MotionNumbers measured;

 private:
  static bool is_of(const Sides& sides, std::size_t joint) {
    return std::ranges::any_of(
        sides, [&](const auto& pair) { return pair.first == joint || pair.second == joint; });
  }

  Sides arms_, legs_;
};

}  // namespace

MotionNumbers measure_motion(const Detections& detections) {
  Measurer measurer(detections);
  const DetectedPerson* before = nullptr;
  Index before_at = 0;
  for (std::size_t t = 0; t < detections.frames.size(); ++t) {
    const DetectedPerson* const person = surest(detections.frames[t]);
    if (person == nullptr) continue;
    const auto at = static_cast<Index>(t);
    if (before != nullptr && at - before_at <= kFarthestPair)
      measurer.look_at(*before, *person, at - before_at, detections.first_frame + at);
    before = person;
    before_at = at;
  }
  return std::move(measurer.measured);
}

}  // namespace posegrad::pose::inspection
