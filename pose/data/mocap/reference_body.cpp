#include "pose/data/mocap/reference_body.h"

#include <algorithm>

#include "pose/data/mocap/checks.h"

namespace posegrad::pose::mocap {
namespace {

using namespace reference;

Vec3 middle(const Body& pose, Point a, Point b) { return 0.5 * (pose[a] + pose[b]); }

struct Limb {
  Point from, middle, to;
  double upper, lower;  // reference lengths
};
constexpr std::array kLimbs{Limb{right_hip, right_knee, right_ankle, kThigh, kShin},
                            Limb{left_hip, left_knee, left_ankle, kThigh, kShin},
                            Limb{right_shoulder, right_elbow, right_wrist, kUpperArm, kForearm},
                            Limb{left_shoulder, left_elbow, left_wrist, kUpperArm, kForearm}};

/// What the rig's lengths are multiplied by.
struct Factors {
  double torso, shoulders, neck, head, path;
  std::array<double, kLimbs.size()> upper, lower;
};

Factors factors_of(const Motion& motion) {
  Factors factors{};
  factors.torso = kTorso / median(torso_lengths(motion));
  const auto factor = [&](Point from, Point to, double wanted) {
    return wanted / median(lengths(motion, from, to));
  };
  factors.shoulders = factor(right_shoulder, left_shoulder, kShoulderWidth);
  factors.neck = factor(thorax, neck, kNeckLength);
  factors.head = factor(neck, head, kHeadLength);
  for (std::size_t i = 0; i < kLimbs.size(); ++i) {
    factors.upper[i] = factor(kLimbs[i].from, kLimbs[i].middle, kLimbs[i].upper);
    factors.lower[i] = factor(kLimbs[i].middle, kLimbs[i].to, kLimbs[i].lower);
  }
  factors.path = (kThigh + kShin) / leg_length(motion);
  return factors;
}

Body posed(const Body& rig, const Factors& factors) {
  Body body;
  const Vec3 root = middle(rig, left_hip, right_hip);
  const Vec3 half_hips = kHipWidth / 2 * unit(rig[left_hip] - rig[right_hip]);
  body[hip] = root;
  body[right_hip] = root - half_hips;
  body[left_hip] = root + half_hips;
  const auto on_torso = [&](Vec3 point) { return root + factors.torso * (point - root); };
  body[spine] = on_torso(rig[spine]);
  body[thorax] = on_torso(rig[thorax]);
  const Vec3 shoulders = middle(rig, left_shoulder, right_shoulder);
  for (const Point shoulder : {right_shoulder, left_shoulder})
    body[shoulder] = on_torso(shoulders) + factors.shoulders * (rig[shoulder] - shoulders);
  const auto hang = [&](Point from, Point to, double factor) {
    body[to] = body[from] + factor * (rig[to] - rig[from]);
  };
  for (std::size_t i = 0; i < kLimbs.size(); ++i) {
    hang(kLimbs[i].from, kLimbs[i].middle, factors.upper[i]);
    hang(kLimbs[i].middle, kLimbs[i].to, factors.lower[i]);
  }
  hang(thorax, neck, factors.neck);
  hang(neck, head, factors.head);
  for (std::size_t point = nose; point < kPoints; ++point) hang(neck, static_cast<Point>(point), 1);
  const Vec3 shift = (factors.path - 1) * root;
  for (Vec3& point : body) point = point + shift;
  return body;
}

void stand_on_the_floor(Motion& motion) {
  std::vector<double> lower;
  for (const Body& pose : motion)
    lower.push_back(std::min(pose[left_ankle].z, pose[right_ankle].z));
  const double lift = kAnkleHeight - quantile(lower, 0.05);
  for (Body& pose : motion)
    for (Vec3& point : pose) point.z += lift;
}

}  // namespace

Motion reference_body(const Motion& motion) {
  if (motion.empty()) return {};
  const Factors factors = factors_of(motion);
  Motion body;
  body.reserve(motion.size());
  for (const Body& pose : motion) body.push_back(posed(pose, factors));
  stand_on_the_floor(body);
  return body;
}

}  // namespace posegrad::pose::mocap
