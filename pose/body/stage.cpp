#include "pose/body/stage.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace posegrad::pose {
namespace {

constexpr double kBeginning = 0.5;   // s
constexpr double kFacing = 0.3;      // of a direction, that lies along the floor
constexpr double kLowestPart = 0.1;  // of the frames

// Feet as they stand flat below ankles that are above them: what turns them asks for the floor.
double lowest_point(const BodyShape& shape, const BodyPose& pose) {
  const auto parts = placed(shape, pose);
  double lowest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < kBodyParts; ++i) {
    const auto part = static_cast<BodyPart>(i);
    if (is_toes(part)) continue;
    Vec3 point = parts[i].position;
    if (is_foot(part))
      point.y -= sole_below_ankle(shape) * std::max(0.0, rotate(parts[i - 1].turn, {0, 1, 0}).y);
    lowest = std::min(lowest, point.y);
    if (has_tip(part))
      lowest = std::min(lowest, (parts[i].position + rotate(parts[i].turn, shape.tips[i])).y);
  }
  return lowest;
}

}  // namespace

double floor_height(std::span<const BodyMotion> people) {
  std::vector<double> heights;
  for (const BodyMotion& person : people)
    for (const BodyPose& pose : person.frames) heights.push_back(lowest_point(person.shape, pose));
  if (heights.empty()) return 0;
  // Their middle: the lowest one may be an error.
  const auto middle =
      static_cast<std::size_t>(0.5 * kLowestPart * static_cast<double>(heights.size()));
  std::ranges::nth_element(heights, heights.begin() + static_cast<std::ptrdiff_t>(middle));
  return heights[middle];
}

StagePlace on_floor(std::span<const BodyMotion> people) {
  return {{}, {0, -floor_height(people), 0}};
}

StagePlace facing_forward(std::span<const BodyMotion> people) {
  StagePlace place = on_floor(people);
  if (people.empty() || people.front().frames.empty()) return place;
  const BodyMotion& first = people.front();
  const std::size_t frames = std::clamp<std::size_t>(
      static_cast<std::size_t>(kBeginning * first.fps), 1, first.frames.size());
  Vec3 forward{};
  for (std::size_t t = 0; t < frames; ++t)
    forward = forward + rotate(first.frames[t].turns[0], {0, 0, 1});
  forward.y = 0;
  if (length(forward) > kFacing * static_cast<double>(frames))
    place.turn = turn_y(-std::atan2(forward.x, forward.z));
  const Vec3 start = rotate(place.turn, first.frames.front().position);
  place.move = place.move - Vec3{start.x, 0, start.z};
  return place;
}

BodyMotion placed_at(BodyMotion motion, const StagePlace& place) {
  for (BodyPose& pose : motion.frames) {
    pose.position = rotate(place.turn, pose.position) + place.move;
    pose.turns[0] = place.turn * pose.turns[0];
  }
  return motion;
}

Tensor placed_at(const Tensor& positions, const StagePlace& place) {
  const Tensor moved = positions.clone();
  float* const numbers = moved.data<float>();
  for (Index i = 0; i < moved.numel(); i += 3) {
    const Vec3 at = world_of(
        rotate(place.turn, stage_of({numbers[i], numbers[i + 1], numbers[i + 2]})) + place.move);
    numbers[i] = static_cast<float>(at.x);
    numbers[i + 1] = static_cast<float>(at.y);
    numbers[i + 2] = static_cast<float>(at.z);
  }
  return moved;
}

}  // namespace posegrad::pose
