#include "pose/data/views/person_window.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

namespace posegrad::pose {
namespace {

constexpr Index kKeypoints = 17;
// Shoulders and hips: the middle of these is the person's.
constexpr std::array<Index, 4> kTorso{5, 6, 11, 12};
constexpr Index kTargetNeighbours = 2;  // frames on each side of the target that its middle counts
constexpr double kSmallestSize = 1e-4;  // tangent; for keypoints that all coincide

struct Point {
  double x = 0, y = 0;
};

/// One keypoint over the window's frames, filled. Returns false when no frame saw it.
bool fill(const float* keypoints, Index frames, Index k, Point* out) {
  const auto at = [&](Index t) { return keypoints + (t * kKeypoints + k) * 3; };
  const auto point = [&](Index t) { return Point{at(t)[0], at(t)[1]}; };
  Index before = -1;
  for (Index t = 0; t < frames; ++t) {
    if (!(at(t)[2] > 0)) continue;
    const Point here = point(t), there = before < 0 ? here : point(before);
    for (Index f = before + 1; f <= t; ++f) {
      const double share =
          before < 0 ? 1 : static_cast<double>(f - before) / static_cast<double>(t - before);
      out[f] = {there.x + share * (here.x - there.x), there.y + share * (here.y - there.y)};
    }
    before = t;
  }
  if (before < 0) return false;
  for (Index f = before + 1; f < frames; ++f) out[f] = out[before];
  return true;
}

// Of the torso's keypoints around the target frame; without one, of all keypoints.
Point middle(const std::vector<Point>& points, const std::array<bool, kKeypoints>& known,
             Index frames, Index target) {
  const Index first = std::max<Index>(0, target - kTargetNeighbours),
              last = std::min(frames - 1, target + kTargetNeighbours);
  const auto mean_of = [&](auto&& indices) {
    Point sum;
    double count = 0;
    for (const Index k : indices) {
      if (!known[static_cast<std::size_t>(k)]) continue;
      for (Index t = first; t <= last; ++t) {
        const Point& p = points[static_cast<std::size_t>(k * frames + t)];
        sum = {sum.x + p.x, sum.y + p.y};
        ++count;
      }
    }
    return std::pair(Point{sum.x / std::max(count, 1.0), sum.y / std::max(count, 1.0)}, count > 0);
  };
  if (const auto [torso, any] = mean_of(kTorso); any) return torso;
  std::array<Index, kKeypoints> all{};
  for (Index k = 0; k < kKeypoints; ++k) all[static_cast<std::size_t>(k)] = k;
  return mean_of(all).first;
}

// Root of the mean square distance from the middle of each frame's keypoints.
double size_of(const std::vector<Point>& points, const std::array<bool, kKeypoints>& known,
               Index frames) {
  double squares = 0, count = 0;
  for (Index t = 0; t < frames; ++t) {
    Point sum, square;
    double here = 0;
    for (Index k = 0; k < kKeypoints; ++k) {
      if (!known[static_cast<std::size_t>(k)]) continue;
      const Point& p = points[static_cast<std::size_t>(k * frames + t)];
      sum = {sum.x + p.x, sum.y + p.y};
      square = {square.x + p.x * p.x, square.y + p.y * p.y};
      ++here;
    }
    if (here == 0) continue;
    squares += square.x + square.y - (sum.x * sum.x + sum.y * sum.y) / here;
    count += here;
  }
  return std::max(count > 0 ? std::sqrt(std::max(squares, 0.0) / count) : 0, kSmallestSize);
}

}  // namespace

Pinhole usual_pinhole(const VideoSize& size) {
  return {kUsualFocalLength * static_cast<double>(std::max(size.width, size.height)),
          static_cast<double>(size.width) / 2, static_cast<double>(size.height) / 2};
}

Pinhole pinhole_of(const VideoSize& size, double field_of_view) {
  const double half_width = static_cast<double>(size.width) / 2;
  return {half_width / std::tan(field_of_view * std::numbers::pi / 360), half_width,
          static_cast<double>(size.height) / 2};
}

Quaternion turn_to(const Pinhole& camera, double x, double y) {
  const double u = (x - camera.x) / camera.focal_length, v = (y - camera.y) / camera.focal_length;
  return turn_x(std::atan2(v, std::hypot(u, 1.0))) * turn_y(-std::atan2(u, 1.0));
}

Quaternion person_window(const float* keypoints, Index frames, Index target, const Pinhole& camera,
                         float* out) {
  std::vector<Point> points(static_cast<std::size_t>(kKeypoints * frames));
  std::array<bool, kKeypoints> known{};
  for (Index k = 0; k < kKeypoints; ++k)
    known[static_cast<std::size_t>(k)] = fill(keypoints, frames, k, points.data() + k * frames);

  const Point center = middle(points, known, frames, target);
  const Quaternion turn = turn_to(camera, center.x, center.y);
  const Vec3 right = rotate(conjugate(turn), {1, 0, 0}), down = rotate(conjugate(turn), {0, 1, 0}),
             forward = rotate(conjugate(turn), {0, 0, 1});
  for (Index k = 0; k < kKeypoints; ++k) {
    if (!known[static_cast<std::size_t>(k)]) continue;
    for (Index t = 0; t < frames; ++t) {
      Point& p = points[static_cast<std::size_t>(k * frames + t)];
      const Vec3 ray{(p.x - camera.x) / camera.focal_length, (p.y - camera.y) / camera.focal_length,
                     1};
      // Nothing that a wide camera sees beside the person is behind the turned one; far off is.
      const double depth = std::max(dot(forward, ray), 0.1 * length(ray));
      p = {dot(right, ray) / depth, dot(down, ray) / depth};
    }
  }
  const double size = size_of(points, known, frames);
  const auto put = [&](Index t, Index k, double x, double y, double third) {
    float* const o = out + (t * kWindowKeypoints + k) * kWindowFeatures;
    o[0] = static_cast<float>(x);
    o[1] = static_cast<float>(y);
    o[2] = static_cast<float>(third);
  };
  const double u = (center.x - camera.x) / camera.focal_length,
               v = (center.y - camera.y) / camera.focal_length;
  constexpr double kUsualSize = 0.1;  // tangent: a grown person four metres away
  for (Index t = 0; t < frames; ++t) {
    for (Index k = 0; k < kKeypoints; ++k) {
      const Point& p = points[static_cast<std::size_t>(k * frames + t)];
      const bool any = known[static_cast<std::size_t>(k)];
      const bool seen = keypoints[(t * kKeypoints + k) * 3 + 2] > 0;
      put(t, k, any ? p.x / size : 0, any ? p.y / size : 0, seen ? 1 : 0);
    }
    put(t, kKeypoints, std::atan(u), std::atan(v), std::log(size / kUsualSize));
  }
  return turn;
}

}  // namespace posegrad::pose
