#include "pose/data/mocap/checks.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "pose/data/mocap/statistics.h"

namespace posegrad::pose::mocap {
namespace {

/// Far shorter than any segment of a person; a rig with two joints in one place.
constexpr double kNoLength = 1e-3;
constexpr double kLargestChange = 0.10;
constexpr double kShortestLeg = 0.3, kLongestLeg = 1.5;

struct Bone {
  Point from, to;
  const char* name;
  bool rigid;  // in every rig; between the others lie several joints
};
constexpr std::array kBones{Bone{right_hip, right_knee, "right thigh", true},
                            Bone{right_knee, right_ankle, "right shin", true},
                            Bone{left_hip, left_knee, "left thigh", true},
                            Bone{left_knee, left_ankle, "left shin", true},
                            Bone{right_shoulder, right_elbow, "right upper arm", true},
                            Bone{right_elbow, right_wrist, "right forearm", true},
                            Bone{left_shoulder, left_elbow, "left upper arm", true},
                            Bone{left_elbow, left_wrist, "left forearm", true},
                            Bone{right_hip, left_hip, "hips", true},
                            Bone{right_shoulder, left_shoulder, "shoulders", false},
                            Bone{thorax, neck, "neck", false},
                            Bone{neck, head, "head", false}};

std::optional<Fault> not_finite(const Motion& motion) {
  for (std::size_t frame = 0; frame < motion.size(); ++frame)
    for (const Vec3& point : motion[frame])
      if (!std::isfinite(point.x) || !std::isfinite(point.y) || !std::isfinite(point.z))
        return Fault{"numbers that are not finite", fmt::format("frame {}", frame)};
  return std::nullopt;
}

std::optional<Fault> bone_fault(const std::vector<double>& found, const char* name, bool rigid) {
  const double usual = median(found);
  const auto shortest = std::ranges::min_element(found), longest = std::ranges::max_element(found);
  if (!((rigid ? *shortest : usual) > kNoLength))
    return Fault{"a bone without length",
                 fmt::format("{}: frame {}", name, shortest - found.begin())};
  const auto worst = usual - *shortest > *longest - usual ? shortest : longest;
  if (rigid && std::abs(*worst - usual) > kLargestChange * usual)
    return Fault{"bone lengths change by more than 10 %",
                 fmt::format("{}: {:.3f} m in frame {}, {:.3f} m on the median", name, *worst,
                             worst - found.begin(), usual)};
  return std::nullopt;
}

}  // namespace

std::optional<Fault> fault_of(const Motion& motion) {
  if (motion.size() < 2)
    return Fault{"fewer than two frames", fmt::format("{} frames", motion.size())};
  if (auto fault = not_finite(motion)) return fault;
  for (const Bone& bone : kBones)
    if (auto fault = bone_fault(lengths(motion, bone.from, bone.to), bone.name, bone.rigid))
      return fault;
  if (auto fault = bone_fault(torso_lengths(motion), "torso", false)) return fault;
  if (const double leg = leg_length(motion); leg < kShortestLeg || leg > kLongestLeg)
    return Fault{"not the size of a person", fmt::format("legs of {:.3g} m", leg)};
  return std::nullopt;
}

}  // namespace posegrad::pose::mocap
