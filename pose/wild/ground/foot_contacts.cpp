#include <algorithm>
#include <cmath>
#include <limits>

#include "pose/wild/ground/standing_feet.h"

namespace posegrad::pose {
namespace {

/// A standing foot begins below the first numbers and ends above the second ones.
constexpr double kLow = 0.12, kHigh = 0.20;   // metres above the lowest joint nearby
constexpr double kSlow = 0.30, kFast = 0.55;  // metres a second
/// An ankle over a foot that rolls is faster; on one that does not, only its errors are.
constexpr double kStill = 0.18;      // metres a second
constexpr double kAlongSight = 0.5;  // what speed along the line of sight counts
constexpr double kShortest = 0.10, kGap = 0.06, kNearby = 0.6, kDerivative = 0.04;  // seconds

/// Height of the lowest known joint of each frame; infinite where there is none.
std::vector<double> lowest_joints(const RootedMotion& motion, const std::vector<Vec3>& root,
                                  Vec3 up) {
  std::vector<double> lowest(motion.frames(), std::numeric_limits<double>::infinity());
  for (std::size_t t = 0; t < lowest.size(); ++t)
    for (std::size_t j = 0; j < RootedMotion::kJoints; ++j) {
      const double height = dot(up, root[t] + motion.joint(t, j));
      if (height < lowest[t]) lowest[t] = height;
    }
  return lowest;
}

/// The lowest tenth of the heights around each frame: a single one may be wrong.
std::vector<double> nearby_floor(const std::vector<double>& lowest, std::size_t reach) {
  std::vector<double> floor(lowest.size()), window;
  for (std::size_t t = 0; t < lowest.size(); ++t) {
    const std::size_t begin = t < reach ? 0 : t - reach;
    const std::size_t end = std::min(lowest.size(), t + reach + 1);
    window.assign(lowest.begin() + static_cast<std::ptrdiff_t>(begin),
                  lowest.begin() + static_cast<std::ptrdiff_t>(end));
    const auto tenth = window.begin() + static_cast<std::ptrdiff_t>(window.size() / 10);
    std::nth_element(window.begin(), tenth, window.end());
    floor[t] = *tenth;
  }
  return floor;
}

double speed_at(const std::vector<Vec3>& path, const std::vector<Vec3>& root, std::size_t t,
                std::size_t half, double fps) {
  const std::size_t before = t < half ? 0 : t - half, after = std::min(path.size() - 1, t + half);
  if (after == before) return 0;
  const Vec3 velocity = (fps / static_cast<double>(after - before)) * (path[after] - path[before]);
  const double distance = length(root[t]);
  if (distance == 0) return length(velocity);
  const Vec3 sight = (1 / distance) * root[t];
  const double along = dot(velocity, sight);
  return std::hypot(length(velocity - along * sight), kAlongSight * along);
}

double stillness(double speed) {
  const double part = 1 + speed * speed / (kStill * kStill);
  return std::isfinite(part) ? 1 / (part * part) : 0;
}

/// Fills gaps and drops contacts that are too short.
void tidy(std::vector<bool>& stands, std::size_t gap, std::size_t shortest) {
  for (const bool value : {true, false}) {
    const std::size_t least = value ? gap + 1 : shortest;
    // Runs of !value: gaps first, then contacts.
    for (std::size_t begin = 0; begin < stands.size();) {
      std::size_t end = begin;
      while (end < stands.size() && stands[end] == stands[begin]) ++end;
      const bool inside = begin > 0 && end < stands.size();
      if (stands[begin] != value && end - begin < least && (inside || !value))
        std::fill(stands.begin() + static_cast<std::ptrdiff_t>(begin),
                  stands.begin() + static_cast<std::ptrdiff_t>(end), value);
      begin = end;
    }
  }
}

}  // namespace

FootContacts foot_contacts(const RootedMotion& motion, const std::vector<Vec3>& root, Vec3 up) {
  const std::size_t T = motion.frames();
  FootContacts contacts(T);
  const std::vector<double> floor =
      nearby_floor(lowest_joints(motion, root, up), frames_in(kNearby, motion.fps));
  const std::size_t half = frames_in(kDerivative, motion.fps);
  for (const BodySide side : kBodySides) {
    std::vector<Vec3> path(T);
    for (std::size_t t = 0; t < T; ++t) path[t] = root[t] + motion.ankle(t, side);
    std::vector<bool> stands(T);
    std::vector<double> speed(T);
    for (std::size_t t = 0; t < T; ++t) {
      speed[t] = speed_at(path, root, t, half, motion.fps);
      const double height = dot(up, path[t]) - floor[t];
      const bool before = t > 0 && stands[t - 1];
      // What is not known compares false.
      stands[t] = height < (before ? kHigh : kLow) && speed[t] < (before ? kFast : kSlow);
    }
    tidy(stands, frames_in(kGap, motion.fps), frames_in(kShortest, motion.fps));
    for (std::size_t t = 0; t < T; ++t)
      // A gap that was filled may be one of joints that are not known.
      if (stands[t] && std::isfinite(length(path[t])))
        contacts[t][side] = {true, stillness(speed[t])};
  }
  return contacts;
}

}  // namespace posegrad::pose
