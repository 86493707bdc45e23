#include "pose/body/feet.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "pose/body/stage.h"
#include "pose/body/turns.h"

namespace posegrad::pose {
namespace {

constexpr double kDegree = std::numbers::pi / 180;
constexpr double kMostUp = 20 * kDegree, kMostDown = 60 * kDegree;
constexpr double kLow = 0.06;   // m above where it stands: half level
constexpr double kCalm = 0.05;  // s: standard deviation of the low-pass over angles
constexpr double kStep = 2 * kDegree, kRounding = 1e-9;

/// The sole's front end when the ankle is bent by `angle`, toes up: less than 0.
Vec3 toe_tip(const BodyShape& shape, const formats::Placed& shank, Vec3 ankle, double angle,
             std::size_t toes) {
  return ankle + rotate(shank.turn * turn_x(angle), shape.offsets[toes] + shape.tips[toes]);
}

double wanted_angle(const BodyShape& shape, const std::array<formats::Placed, kBodyParts>& parts,
                    std::size_t foot, bool stands, double floor) {
  const formats::Placed& shank = parts[foot - 1];
  const Vec3 ankle = parts[foot].position;
  const double sole = floor + sole_below_ankle(shape);
  // Level: the foot's z axis, cos a Z - sin a Y of the shank's axes, has no height.
  const double up = rotate(shank.turn, {0, 1, 0}).y, forward = rotate(shank.turn, {0, 0, 1}).y;
  const double level = std::atan2(forward, up);
  const double above = std::max(0.0, ankle.y - sole) / kLow;
  double share = stands ? 1 : 1 / (1 + above * above * above * above);
  // Who lies or kneels does not rest on the sole: less of it from where an ankle cannot follow.
  const double beyond =
      level > 0 ? (level - kMostDown) / (0.5 * kMostDown) : (-level - 2 * kMostUp) / (2 * kMostUp);
  share *= std::clamp(1 - beyond, 0.0, 1.0);
  double angle = std::clamp(share * level, -kMostUp, kMostDown);
  // Kneeling and lying: down until the toes are above the floor, or as high as they come.
  double best = angle, highest = -std::numeric_limits<double>::infinity();
  for (double down = angle; down <= kMostDown + kRounding; down += kStep) {
    const double height = toe_tip(shape, shank, ankle, down, foot + 1).y;
    if (height >= floor - 0.01) return down;
    if (height > highest) best = down;
    highest = std::max(height, highest);
  }
  return best;
}

void calm(std::vector<double>& angles, double frames) {
  if (frames < 0.1) return;
  const auto reach = static_cast<std::ptrdiff_t>(std::ceil(3 * frames));
  const auto last = static_cast<std::ptrdiff_t>(angles.size()) - 1;
  const std::vector<double> from = angles;
  for (std::ptrdiff_t t = 0; t <= last; ++t) {
    double sum = 0, weights = 0;
    for (std::ptrdiff_t k = -reach; k <= reach; ++k) {
      const double x = static_cast<double>(k) / frames, weight = std::exp(-0.5 * x * x);
      sum += weight * from[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(t + k, 0, last))];
      weights += weight;
    }
    angles[static_cast<std::size_t>(t)] = sum / weights;
  }
}

}  // namespace

void turn_feet(BodyMotion& motion, const Tensor& contacts) {
  const double floor = floor_height({&motion, 1});
  for (const auto& [part, side] :
       {std::pair{BodyPart::left_foot, std::size_t{0}}, {BodyPart::right_foot, std::size_t{1}}}) {
    const std::size_t foot = index_of(part);
    std::vector<double> angles;
    for (std::size_t t = 0; t < motion.frames.size(); ++t) {
      const bool stands = contacts.defined() && contacts.cpu_view<Index>()[2 * t + side] != 0;
      angles.push_back(
          wanted_angle(motion.shape, placed(motion.shape, motion.frames[t]), foot, stands, floor));
    }
    calm(angles, kCalm * motion.fps);
    for (std::size_t t = 0; t < angles.size(); ++t)
      motion.frames[t].turns[foot] = turn_x(angles[t]);
  }
}

}  // namespace posegrad::pose
