#include "pose/export/even_motion.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr Index kMostFrames = 10'000'000;
constexpr double kSlowest = 1e-3, kFastest = 1e6;  // frames a second

bool is_finite(Vec3 v) { return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z); }

double product(const Quaternion& a, const Quaternion& b) {
  return a.w * b.w + a.x * b.x + a.y * b.y + a.z * b.z;
}

/// a q + b r
Quaternion mixed(double a, const Quaternion& q, double b, const Quaternion& r) {
  return {a * q.w + b * r.w, a * q.x + b * r.x, a * q.y + b * r.y, a * q.z + b * r.z};
}

Quaternion of_length_1(const Quaternion& q) {
  return mixed(1 / std::sqrt(product(q, q)), q, 0, {});
}

/// From q (part 0) to r (1) at an even pace, the shorter way.
Quaternion turn_between(const Quaternion& q, Quaternion r, double part) {
  double cosine = product(q, r);
  if (cosine < 0) {
    r = mixed(-1, r, 0, {});
    cosine = -cosine;
  }
  const double angle = std::acos(std::min(cosine, 1.0));
  if (angle < 1e-6) return of_length_1(mixed(1 - part, q, part, r));
  return mixed(std::sin((1 - part) * angle) / std::sin(angle), q,
               std::sin(part * angle) / std::sin(angle), r);
}

BodyPose pose_between(const BodyPose& a, const BodyPose& b, double part) {
  BodyPose pose{(1 - part) * a.position + part * b.position, {}};
  for (std::size_t i = 0; i < kBodyParts; ++i)
    pose.turns[i] = turn_between(a.turns[i], b.turns[i], part);
  return pose;
}

[[noreturn]] void refuse(const BodyMotion& motion, const std::string& reason) {
  throw ValueError(fmt::format("motion '{}': {}", formats::printable(motion.name), reason));
}

void require_shape(const BodyMotion& motion) {
  for (std::size_t i = 0; i < kBodyParts; ++i)
    if (!is_finite(motion.shape.offsets[i]) || !is_finite(motion.shape.tips[i]))
      refuse(motion,
             fmt::format("the size of '{}' is not finite", name_of(static_cast<BodyPart>(i))));
  if (!std::isfinite(motion.shape.hip_height) || !std::isfinite(motion.shape.height))
    refuse(motion, "the height is not finite");
}

void require_pose(const BodyMotion& motion, std::size_t frame) {
  const BodyPose& pose = motion.frames[frame];
  if (!is_finite(pose.position)) refuse(motion, fmt::format("frame {} has no place", frame));
  for (std::size_t i = 0; i < kBodyParts; ++i) {
    const double square = product(pose.turns[i], pose.turns[i]);
    if (!std::isfinite(square) || square < 1e-12)
      refuse(motion, fmt::format("frame {}: the turn of '{}' is none", frame,
                                 name_of(static_cast<BodyPart>(i))));
  }
}

}  // namespace

void require_motion(const BodyMotion& motion) {
  if (motion.frames.empty()) refuse(motion, "there is no frame");
  if (!(motion.fps >= kSlowest && motion.fps <= kFastest))
    refuse(motion, fmt::format("found {} frames a second, expected {} to {}", motion.fps, kSlowest,
                               kFastest));
  if (motion.frame_numbers.size() != motion.frames.size())
    refuse(motion, fmt::format("{} frames have {} numbers", motion.frames.size(),
                               motion.frame_numbers.size()));
  for (std::size_t i = 1; i < motion.frames.size(); ++i)
    if (motion.frame_numbers[i] <= motion.frame_numbers[i - 1])
      refuse(motion, fmt::format("frame number {} comes after {}", motion.frame_numbers[i],
                                 motion.frame_numbers[i - 1]));
  require_shape(motion);
  for (std::size_t i = 0; i < motion.frames.size(); ++i) require_pose(motion, i);
}

BodyMotion even_motion(const BodyMotion& motion) {
  require_motion(motion);
  const Index first = motion.frame_numbers.front();
  Index count = 0;
  // Numbers are whatever a file says: their difference may be too large for an Index.
  if (__builtin_sub_overflow(motion.frame_numbers.back(), first, &count) || count >= kMostFrames)
    refuse(motion, fmt::format("frames {} to {} are more than {}", first,
                               motion.frame_numbers.back(), kMostFrames));
  BodyMotion even{motion.name, motion.shape, motion.fps, {}, {}};
  even.frames.reserve(static_cast<std::size_t>(count) + 1);
  for (std::size_t i = 0; i < motion.frames.size(); ++i) {
    BodyPose pose = motion.frames[i];
    for (Quaternion& turn : pose.turns) turn = of_length_1(turn);
    if (i > 0) {
      const BodyPose before = even.frames.back();
      const Index gap = motion.frame_numbers[i] - motion.frame_numbers[i - 1];
      for (Index k = 1; k < gap; ++k)
        even.frames.push_back(
            pose_between(before, pose, static_cast<double>(k) / static_cast<double>(gap)));
    }
    even.frames.push_back(pose);
  }
  for (Index k = 0; k <= count; ++k) even.frame_numbers.push_back(first + k);
  return even;
}

}  // namespace posegrad::pose
