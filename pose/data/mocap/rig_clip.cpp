#include <cmath>

#include <fmt/format.h>

#include "pose/data/mocap/checks.h"
#include "pose/data/mocap/reference_body.h"
#include "pose/data/mocap/rig.h"
#include "pose/data/mocap/skull.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::mocap {
namespace {

using formats::Placed;
using Joints = std::array<std::vector<std::size_t>, kTargets>;

/// Of a rest pose that stands upright, the least that trunk, legs and neck go along the vertical.
constexpr double kUpright = 0.7;

/// A pose as the rig has it, in the file's axes and units.
struct RigPose {
  Body points;
  Vec3 ears;
};

RigPose posed(std::span<const Placed> places, const Joints& joints) {
  RigPose pose;
  for (std::size_t target = 0; target < kTargets; ++target) {
    Vec3 sum;
    for (const std::size_t joint : joints[target]) sum = sum + places[joint].position;
    const double count = static_cast<double>(joints[target].size());
    (target == kEars ? pose.ears : pose.points[target]) = count > 0 ? 1 / count * sum : Vec3{};
  }
  return pose;
}

Vec3 middle(const Body& points, Point a, Point b) { return 0.5 * (points[a] + points[b]); }

/// From the ankles' to the shoulders' middle.
Vec3 standing(const Body& points) {
  return middle(points, left_shoulder, right_shoulder) - middle(points, left_ankle, right_ankle);
}

/// Axes of the skull in the rest pose, the file's. Nothing unless that stands upright.
std::optional<Skull> skull_at_rest(const RigPose& rest, Vec3 up) {
  const Body& points = rest.points;
  const Vec3 root = middle(points, left_hip, right_hip);
  const auto along_up = [&](Vec3 v) { return dot(v, up) / std::max(length(v), 1e-12); };
  const Vec3 across = points[right_hip] - points[left_hip];
  if (along_up(middle(points, left_shoulder, right_shoulder) - root) < kUpright ||
      along_up(root - middle(points, left_ankle, right_ankle)) < kUpright ||
      along_up(rest.ears - points[thorax]) < kUpright || !(length(across) > 0) ||
      std::abs(along_up(across)) > 1 - kUpright)
    return std::nullopt;
  const Vec3 right = unit(across - dot(across, up) * up);
  return Skull{{}, right, cross(up, right), up};
}

/// y or z, as the rest pose stands.
char up_of(const Rig& rig, const RigPose& rest) {
  if (rig.up) return *rig.up;
  const Vec3 body = standing(rest.points);
  return body.z > std::abs(body.y) && body.z > std::abs(body.x) ? 'z' : 'y';
}

Vec3 z_up(Vec3 v, char up) { return up == 'z' ? v : Vec3{v.x, -v.z, v.y}; }

Quaternion turn_since(const Quaternion& rest, const Quaternion& now) {
  return now * conjugate(rest);
}

double metres_per_unit(const Rig& rig, const Motion& motion) {
  if (rig.unit) return *rig.unit;
  const double leg = leg_length(motion);
  return leg > 0 && std::isfinite(leg) ? (reference::kThigh + reference::kShin) / leg : 1;
}

/// Fills what the rig has no joints for.
void complete(const Rig& rig, const Skull& skull, Body& body) {
  if (!rig.has(neck) || !rig.has(head)) place_neck_and_head(skull, body);
  if (!rig.has(nose)) place_face(skull, body);
}

}  // namespace

Motion motion_of(const formats::RigMotion& file, const Rig& rig) {
  std::string missing;
  const auto joints = joints_of(rig, file.names, file.source, &missing);
  if (!joints)
    throw DataError(fmt::format("{}: there is no joint '{}', which {} names", file.source,
                                formats::printable(missing), rig.name));
  if (file.frames == 0) return {};
  const RigPose rest = posed(file.rest, *joints);
  const char up = up_of(rig, rest);
  const auto skull = rig.has(kEars) ? skull_at_rest(rest, up == 'z' ? Vec3{0, 0, 1} : Vec3{0, 1, 0})
                                    : std::nullopt;
  const std::size_t head_joint = rig.has(kEars) ? (*joints)[kEars].front() : 0;

  Motion motion;
  std::vector<Skull> skulls;
  std::vector<Placed> places(file.names.size());
  for (std::size_t frame = 0; frame < file.frames; ++frame) {
    file.place(frame, places);
    const RigPose pose = posed(places, *joints);
    Body& body = motion.emplace_back(pose.points);
    for (Vec3& point : body) point = z_up(point, up);
    const Quaternion turn = turn_since(file.rest[head_joint].turn, places[head_joint].turn);
    const auto turned = [&](Vec3 axis) { return z_up(rotate(turn, axis), up); };
    skulls.push_back({z_up(pose.ears, up), {}, {}, {}});
    if (skull)
      skulls.back() = {skulls.back().ears, turned(skull->right), turned(skull->forward),
                       turned(skull->up)};
  }

  const double scale = metres_per_unit(rig, motion);
  for (std::size_t frame = 0; frame < motion.size(); ++frame) {
    Body& body = motion[frame];
    for (Vec3& point : body) point = scale * point;
    const Vec3 ears = scale * skulls[frame].ears;
    if (!rig.has(kEars)) {
      complete(rig, skull_of_head(body), body);
    } else if (skull) {
      skulls[frame].ears = ears;
      complete(rig, skulls[frame], body);
    } else {
      complete(rig, skull_on_neck(body, ears), body);
    }
  }
  return motion;
}

}  // namespace posegrad::pose::mocap
