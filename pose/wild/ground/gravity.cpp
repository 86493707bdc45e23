#include "pose/wild/ground/gravity.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr double kDegree = std::numbers::pi / 180;
constexpr double kShortest = 1e-6;  // below: no direction

struct Estimate {
  Vec3 direction;
  double weight;
};

std::vector<Estimate> estimates_of(const Tensor& up) {
  const auto numbers = up.cpu_view<float>();
  std::vector<Estimate> estimates;
  for (std::size_t i = 0; i < numbers.size(); i += 3) {
    const Vec3 at{numbers[i], numbers[i + 1], numbers[i + 2]};
    const double norm = length(at);
    if (std::isfinite(norm) && norm > kShortest)
      estimates.push_back({(1 / norm) * at, std::min(norm, 1.0)});
  }
  return estimates;
}

/// Weiszfeld's iteration: the mean, weighted by weight / distance from the last one.
Vec3 geometric_median(const std::vector<Estimate>& estimates) {
  constexpr int kSteps = 100;
  constexpr double kNear = 1e-4;  // rad: an estimate that the median lies on does not hold it
  Vec3 median;
  for (int step = 0; step < kSteps; ++step) {
    Vec3 sum;
    double weights = 0;
    for (const Estimate& e : estimates) {
      const double weight =
          step == 0 ? e.weight : e.weight / std::max(length(e.direction - median), kNear);
      sum = sum + weight * e.direction;
      weights += weight;
    }
    median = (1 / weights) * sum;
  }
  return median;
}

/// world = (dot(x, p), dot(y, p), dot(z, p)) as a quaternion; x, y, z right-handed, length 1.
/// Shepperd: by the largest of the four, so that nothing is divided by a small number.
Quaternion from_axes(Vec3 x, Vec3 y, Vec3 z) {
  const double trace = x.x + y.y + z.z;
  Quaternion q;
  if (trace >= std::max({x.x, y.y, z.z}))
    q = {1 + trace, z.y - y.z, x.z - z.x, y.x - x.y};
  else if (x.x >= std::max(y.y, z.z))
    q = {z.y - y.z, 1 + x.x - y.y - z.z, y.x + x.y, x.z + z.x};
  else if (y.y >= z.z)
    q = {x.z - z.x, y.x + x.y, 1 + y.y - x.x - z.z, z.y + y.z};
  else
    q = {y.x - x.y, x.z + z.x, z.y + y.z, 1 + z.z - x.x - y.y};
  const double norm = std::sqrt(q.w * q.w + q.x * q.x + q.y * q.y + q.z * q.z);
  return {q.w / norm, q.x / norm, q.y / norm, q.z / norm};
}

}  // namespace

ClipUp clip_up(const Tensor& up) {
  if (!up.defined() || up.rank() != 2 || up.dim(1) != 3)
    throw ShapeError(
        fmt::format("clip_up: 'up' has shape {}; expected (T, 3)", up.shape().to_string()));
  const std::vector<Estimate> estimates = estimates_of(up);
  if (estimates.empty()) return {};
  const Vec3 median = geometric_median(estimates);
  if (length(median) < kShortest) return {};
  Vec3 sum;
  for (const Estimate& e : estimates) sum = sum + e.weight * e.direction;
  return {unit(median), length(sum) / static_cast<double>(up.dim(0))};
}

Vec3 up_of(const CameraTilt& tilt) {
  const double pitch = tilt.pitch * kDegree, roll = tilt.roll * kDegree;
  return {-std::sin(roll) * std::cos(pitch), -std::cos(roll) * std::cos(pitch), -std::sin(pitch)};
}

CameraTilt tilt_of(Vec3 up) {
  const double level = std::hypot(up.x, up.y);
  return {std::atan2(-up.z, level) / kDegree,
          level < kShortest ? 0 : std::atan2(-up.x, -up.y) / kDegree};
}

Vec3 with_known_tilt(Vec3 estimate, const KnownTilt& known) {
  if (!known.pitch && !known.roll) return estimate;
  const CameraTilt tilt = tilt_of(estimate);
  return up_of({known.pitch.value_or(tilt.pitch), known.roll.value_or(tilt.roll)});
}

Quaternion level_orientation(Vec3 up) {
  const Vec3 forward{0, 0, 1}, upper_edge{0, -1, 0};
  const Vec3 heading = std::hypot(up.x, up.y) >= std::sin(10 * kDegree) ? forward
                       : up.z < 0                                       ? upper_edge
                                                                        : -upper_edge;
  const Vec3 y = unit(heading - dot(heading, up) * up);
  return from_axes(cross(y, up), y, up);
}

}  // namespace posegrad::pose
