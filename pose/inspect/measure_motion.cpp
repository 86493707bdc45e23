#include "pose/inspect/measure_motion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include "pose/inspect/measure_people.h"

namespace posegrad::pose::inspection {
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
