#include "pose/wild/expectation.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace posegrad::pose {
namespace {

constexpr double kOverlapWeight = 0.15;
constexpr double kLongestMotion = 0.8;  // seconds; nobody walks straight for long
constexpr double kPoseHalfLife = 0.12;  // seconds until the last pose says half as much
/// Part that a new step has in the velocity: single steps are mostly the detector's noise.
constexpr double kNewStep = 0.15;
constexpr double kShrink = 0.98;  // of the size a frame: hidden joints make a body look small

bool is_found(const DetectedKeypoint& keypoint) { return !std::isnan(keypoint.x); }

struct Extent {
  double x1 = std::numeric_limits<double>::infinity(), y1 = x1, x2 = -x1, y2 = -x1;
  void add(double x, double y) {
    x1 = std::min(x1, x);
    y1 = std::min(y1, y);
    x2 = std::max(x2, x);
    y2 = std::max(y2, y);
  }
  double area() const { return std::max(0.0, x2 - x1) * std::max(0.0, y2 - y1); }
  double diagonal() const { return std::hypot(x2 - x1, y2 - y1); }
};

/// Area of the intersection over that of the union.
double overlap(const Extent& a, const Extent& b) {
  const double w = std::min(a.x2, b.x2) - std::max(a.x1, b.x1);
  const double h = std::min(a.y2, b.y2) - std::max(a.y1, b.y1);
  if (w <= 0 || h <= 0) return 0;
  return w * h / (a.area() + b.area() - w * h);
}

/// Points as a whole.
struct Cloud {
  double x = 0, y = 0;  // mean
  double spread = 0;    // root of the mean square distance from it
  Extent extent;
};

template <class Point>
Cloud cloud_of(const std::vector<Point>& points) {
  const auto count = static_cast<double>(points.size());
  Cloud cloud;
  for (const Point& point : points) {
    cloud.extent.add(point.x, point.y);
    cloud.x += point.x / count;
    cloud.y += point.y / count;
  }
  double squares = 0;
  for (const Point& point : points)
    squares += std::pow(point.x - cloud.x, 2) + std::pow(point.y - cloud.y, 2);
  cloud.spread = std::sqrt(squares / count);
  return cloud;
}

double size_of(const DetectedPerson& person) {
  Extent extent;
  for (const DetectedKeypoint& keypoint : person.keypoints)
    if (is_found(keypoint)) extent.add(keypoint.x, keypoint.y);
  return std::max(1.0, extent.diagonal());
}

double median(std::vector<double>& numbers) {
  const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
  std::nth_element(numbers.begin(), middle, numbers.end());
  return *middle;
}

}  // namespace

Expectation::Expectation(const DetectedPerson& person, Index frame)
    : joints_(person.keypoints.size()),
      is_known_(person.keypoints.size()),
      size_(size_of(person)),
      frame_(frame) {
  for (std::size_t j = 0; j < joints_.size(); ++j) {
    const DetectedKeypoint& keypoint = person.keypoints[j];
    is_known_[j] = is_found(keypoint);
    if (is_known_[j]) joints_[j] = {keypoint.x, keypoint.y};
  }
}

Expectation::Point Expectation::moved(std::size_t joint, double frames) const {
  return {joints_[joint].x + velocity_.x * frames, joints_[joint].y + velocity_.y * frames};
}

void Expectation::update(const DetectedPerson& person, Index frame) {
  const auto frames = static_cast<double>(frame - frame_);
  std::vector<double> dx, dy;
  for (std::size_t j = 0; j < joints_.size(); ++j) {
    const DetectedKeypoint& keypoint = person.keypoints[j];
    if (!is_known_[j] || !is_found(keypoint)) continue;
    dx.push_back((keypoint.x - joints_[j].x) / frames);
    dy.push_back((keypoint.y - joints_[j].y) / frames);
  }
  if (!dx.empty()) {
    // The median: swinging limbs and left-right flips are no motion of the body. The mean of all
    // steps so far until there are enough of them.
    const double part = std::max(kNewStep, 1 / static_cast<double>(times_seen_));
    velocity_.x += part * (median(dx) - velocity_.x);
    velocity_.y += part * (median(dy) - velocity_.y);
  }
  for (std::size_t j = 0; j < joints_.size(); ++j) {
    const DetectedKeypoint& keypoint = person.keypoints[j];
    if (is_found(keypoint)) {
      joints_[j] = {keypoint.x, keypoint.y};
      is_known_[j] = true;
    } else if (is_known_[j]) {
      joints_[j] = moved(j, frames);
    }
  }
  size_ = std::max(kShrink * size_, size_of(person));
  frame_ = frame;
  ++times_seen_;
}

Expectation::Pairs Expectation::pairs(const DetectedPerson& person, double frames) const {
  Pairs pairs;
  for (std::size_t j = 0; j < joints_.size(); ++j) {
    const DetectedKeypoint& keypoint = person.keypoints[j];
    if (!is_known_[j] || !is_found(keypoint)) continue;
    pairs.expected.push_back(moved(j, frames));
    pairs.seen.push_back({keypoint.x, keypoint.y});
  }
  return pairs;
}

double Expectation::difference(const DetectedPerson& person, Index frame, double fps) const {
  const auto frames = static_cast<double>(frame - frame_);
  const Pairs both = pairs(person, std::min(frames, kLongestMotion * fps));
  if (both.seen.empty()) return std::numeric_limits<double>::infinity();
  const Cloud expected = cloud_of(both.expected), seen = cloud_of(both.seen);
  const auto apart = [&](double x, double y) { return std::min(std::hypot(x, y) / size_, 1.0); };
  double pose = 0;
  for (std::size_t i = 0; i < both.seen.size(); ++i)
    pose += apart(both.seen[i].x - seen.x - both.expected[i].x + expected.x,
                  both.seen[i].y - seen.y - both.expected[i].y + expected.y);
  const double trust = std::exp2(-(frames - 1) / (kPoseHalfLife * fps));
  pose *= trust / static_cast<double>(both.seen.size());
  const double growth = std::abs(std::log((seen.spread + 1) / (expected.spread + 1)));
  return apart(seen.x - expected.x, seen.y - expected.y) + pose + std::min(growth, 1.0) +
         kOverlapWeight * (1 - overlap(expected.extent, seen.extent));
}

}  // namespace posegrad::pose
