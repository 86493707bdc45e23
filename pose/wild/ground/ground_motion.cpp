#include "pose/wild/ground/ground_motion.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <fmt/format.h>

#include "pose/wild/ground/rooted_motion.h"
#include "pose/wild/ground/standing_feet.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr double kAnkle = 0.08, kClearance = 0.05;  // metres: of an ankle, of another joint
constexpr double kBelow = 0.10;                     // metres: that a body may be below the floor
constexpr double kStanding = 0.2;                   // seconds: enough to know the floor by
constexpr int kRounds = 3;

double percentile(std::vector<double> values, double part) {
  const auto at =
      values.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

/// Heights, along up, of the ankles of standing feet and of each frame's lowest joint.
struct Heights {
  std::vector<double> ankles, lowest;
};

Heights heights_of(const RootedMotion& motion, const std::vector<Vec3>& root,
                   const FootContacts& contacts, Vec3 up) {
  Heights heights;
  for (std::size_t t = 0; t < motion.frames(); ++t) {
    double lowest = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < RootedMotion::kJoints; ++j)
      // Not the minimum of both, which is NaN for a joint that is not known.
      if (const double at = dot(up, root[t] + motion.joint(t, j)); at < lowest) lowest = at;
    if (std::isfinite(lowest)) heights.lowest.push_back(lowest);
    for (const BodySide side : kBodySides)
      if (contacts[t][side].stands)
        heights.ankles.push_back(dot(up, root[t] + motion.ankle(t, side)));
  }
  return heights;
}

/// Height of the floor along up.
double floor_of(const Heights& heights, double fps) {
  if (heights.lowest.empty()) return 0;
  const bool stands = heights.ankles.size() >= frames_in(kStanding, fps);
  const double floor = stands ? percentile(heights.ankles, 0.25) - kAnkle
                              : percentile(heights.lowest, 0.05) - kClearance;
  return std::min(floor, percentile(heights.lowest, 0.02) + kBelow);
}

}  // namespace

GroundMotion stand_on_ground(const Tensor& poses, const Tensor& up, double fps,
                             const KnownTilt& known) {
  const RootedMotion motion = rooted_motion(poses, fps);
  const ClipUp estimate = clip_up(up);
  if (up.dim(0) != poses.dim(0))
    throw ShapeError(fmt::format("stand_on_ground: 'up' has {} frames; 'poses' has {}", up.dim(0),
                                 poses.dim(0)));
  const std::size_t T = motion.frames();
  GroundMotion ground;
  ground.up = with_known_tilt(estimate.direction, known);
  FootContacts contacts(T);
  const std::vector<Vec3> seen = steady_path(motion, contacts, ground.up);
  std::vector<Vec3> root = seen;
  // Contacts are found on the path and correct it: each time they are more nearly right.
  for (int round = 0; round < kRounds; ++round) {
    contacts = foot_contacts(motion, root, ground.up);
    ground.up = with_known_tilt(fit_floor(motion, seen, contacts, estimate), known);
    root = steady_path(motion, contacts, ground.up);
  }

  ground.orientation = level_orientation(ground.up);
  const double floor = floor_of(heights_of(motion, root, contacts, ground.up), fps);
  ground.camera_height = -floor;
  ground.poses = Tensor::empty(poses.shape());
  ground.contacts = Tensor::empty({poses.dim(0), 2}, DType::i64);
  float* out = ground.poses.data<float>();
  Index* stands = ground.contacts.data<Index>();
  for (std::size_t t = 0; t < T; ++t) {
    for (const BodySide side : kBodySides) *stands++ = contacts[t][side].stands ? 1 : 0;
    for (std::size_t j = 0; j < RootedMotion::kJoints; ++j) {
      const Vec3 at = rotate(ground.orientation, root[t] + motion.joint(t, j));
      *out++ = static_cast<float>(at.x);
      *out++ = static_cast<float>(at.y);
      *out++ = static_cast<float>(at.z - floor);
    }
  }
  return ground;
}

}  // namespace posegrad::pose
