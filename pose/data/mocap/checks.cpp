#include "pose/data/mocap/checks.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace posegrad::pose::mocap {

double quantile(std::vector<double> values, double fraction) {
  std::ranges::sort(values);
  const double at = fraction * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return std::lerp(values[below], values[above], at - static_cast<double>(below));
}

std::vector<double> lengths(const Motion& motion, Point from, Point to) {
  std::vector<double> found;
  found.reserve(motion.size());
  for (const Body& pose : motion) found.push_back(length(pose[to] - pose[from]));
  return found;
}

std::vector<double> torso_lengths(const Motion& motion) {
  std::vector<double> found;
  found.reserve(motion.size());
  for (const Body& pose : motion)
    found.push_back(length(0.5 * (pose[left_shoulder] + pose[right_shoulder]) -
                           0.5 * (pose[left_hip] + pose[right_hip])));
  return found;
}

double leg_length(const Motion& motion) {
  double both = 0;
  for (const auto& [from, to] : {std::pair{right_hip, right_knee},
                                 {right_knee, right_ankle},
                                 {left_hip, left_knee},
                                 {left_knee, left_ankle}})
    both += median(lengths(motion, from, to));
  return both / 2;
}

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

namespace {

constexpr double kSin15 = 0.25882, kCos15 = 0.96593;
constexpr double kCos35 =
    0.81915;                     // of arms against the shoulders' axis, of legs against the floor
constexpr double kStill = 0.05;  // metres

Vec3 direction(const Body& body, Point from, Point to) {
  const Vec3 bone = body[to] - body[from];
  return length(bone) > 0 ? unit(bone) : Vec3{};
}

bool is_outstretched(const Body& body, Point shoulder, Point elbow, Point wrist, Vec3 outward) {
  for (const Vec3 bone : {direction(body, shoulder, elbow), direction(body, elbow, wrist)})
    if (!(std::abs(bone.z) <= kSin15 && dot(bone, outward) >= kCos35)) return false;
  return true;
}

bool is_straight(const Body& body, Point upper, Point knee, Point ankle) {
  const Vec3 thigh = direction(body, upper, knee), shin = direction(body, knee, ankle);
  return dot(thigh, shin) >= kCos15 && thigh.z <= -kCos35;
}

bool is_t_pose(const Body& body) {
  const Vec3 right = direction(body, left_shoulder, right_shoulder);
  return is_outstretched(body, right_shoulder, right_elbow, right_wrist, right) &&
         is_outstretched(body, left_shoulder, left_elbow, left_wrist, -right) &&
         is_straight(body, right_hip, right_knee, right_ankle) &&
         is_straight(body, left_hip, left_knee, left_ankle);
}

Vec3 hips(const Body& body) { return 0.5 * (body[left_hip] + body[right_hip]); }

}  // namespace

std::size_t t_pose_frames(const Motion& motion) {
  const auto other = std::ranges::find_if_not(motion, [&](const Body& body) {
    return is_t_pose(body) && length(hips(body) - hips(motion.front())) <= kStill;
  });
  return static_cast<std::size_t>(other - motion.begin());
}

}  // namespace posegrad::pose::mocap
