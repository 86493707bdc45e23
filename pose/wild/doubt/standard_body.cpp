#include "pose/wild/doubt/standard_body.h"

#include <array>
#include <cmath>

#include "pose/geometry/skeleton_tables.h"

namespace posegrad::pose {
namespace {

constexpr std::size_t kJoints = 17;
constexpr std::size_t kRightHip = 1, kLeftHip = 4, kLeftShoulder = 11, kRightShoulder = 14;
constexpr double kTiny = 1e-9;

Vec3 joint(const float* pose, std::size_t j) {
  return {pose[3 * j], pose[3 * j + 1], pose[3 * j + 2]};
}

std::size_t parent(std::size_t j) { return static_cast<std::size_t>(h36m_17().parents[j]); }

// Of a direction without a horizontal part, any.
Vec3 horizontal(Vec3 direction, Vec3 up) {
  Vec3 flat = direction - dot(direction, up) * up;
  if (!(length(flat) > kTiny))
    flat = cross(std::abs(up.x) < 0.9 ? Vec3{1, 0, 0} : Vec3{0, 1, 0}, up);
  return unit(flat);
}

}  // namespace

std::vector<double> bone_lengths_of(const float* pose) {
  std::vector<double> lengths;
  for (std::size_t j = 1; j < kJoints; ++j)
    lengths.push_back(length(joint(pose, j) - joint(pose, parent(j))));
  return lengths;
}

std::optional<std::vector<double>> body_numbers(const float* pose, Vec3 up,
                                                std::span<const double> lengths) {
  const Vec3 left = horizontal(joint(pose, kLeftHip) - joint(pose, kRightHip) +
                                   joint(pose, kLeftShoulder) - joint(pose, kRightShoulder),
                               up);
  const Vec3 back = cross(up, left);
  std::array<Vec3, kJoints> body{};
  std::vector<double> numbers;
  numbers.reserve(kBodyNumbers);
  // Parents of h36m_17 stand before their children.
  for (std::size_t j = 1; j < kJoints; ++j) {
    const Vec3 bone = joint(pose, j) - joint(pose, parent(j));
    if (!(length(bone) > kTiny)) return std::nullopt;
    const Vec3 direction = unit(bone);
    body[j] = body[parent(j)] +
              lengths[j - 1] * Vec3{dot(left, direction), dot(back, direction), dot(up, direction)};
    numbers.insert(numbers.end(), {body[j].x, body[j].y, body[j].z});
  }
  return numbers;
}

std::vector<double> mirrored_numbers(std::span<const double> numbers) {
  std::vector<double> mirrored(numbers.begin(), numbers.end());
  const Skeleton& skeleton = h36m_17();
  const auto copy = [&](Index from, Index to) {
    const auto source = static_cast<std::size_t>(3 * (from - 1)),
               target = static_cast<std::size_t>(3 * (to - 1));
    for (std::size_t d = 0; d < 3; ++d) mirrored[target + d] = numbers[source + d];
  };
  for (std::size_t i = 0; i < skeleton.joints_left.size(); ++i) {
    copy(skeleton.joints_left[i], skeleton.joints_right[i]);
    copy(skeleton.joints_right[i], skeleton.joints_left[i]);
  }
  for (std::size_t i = 0; i < mirrored.size(); i += 3) mirrored[i] = -mirrored[i];
  return mirrored;
}

}  // namespace posegrad::pose
