#include "pose/data/mocap/reference_body.h"

#include <algorithm>

#include "pose/data/mocap/statistics.h"

namespace posegrad::pose::mocap {
namespace {

using namespace reference;

Vec3 middle(const PosePoints& pose, Point a, Point b) { return 0.5 * (pose[a] + pose[b]); }

struct Limb {
  Point from, middle, to;
  double upper, lower;  // reference lengths
};
constexpr std::array kLimbs{Limb{kRightHip, kRightKnee, kRightAnkle, kThigh, kShin},
                            Limb{kLeftHip, kLeftKnee, kLeftAnkle, kThigh, kShin},
                            Limb{kRightShoulder, kRightElbow, kRightWrist, kUpperArm, kForearm},
                            Limb{kLeftShoulder, kLeftElbow, kLeftWrist, kUpperArm, kForearm}};

/// What the rig's lengths are multiplied by.
struct Factors {
  double torso, shoulders, neck, head, path;
  std::array<double, kLimbs.size()> upper, lower;
};

Factors factors_of(const Motion& motion) {
  Factors factors{};
  std::vector<double> torso;
  for (const PosePoints& pose : motion)
    torso.push_back(
        length(middle(pose, kLeftShoulder, kRightShoulder) - middle(pose, kLeftHip, kRightHip)));
  factors.torso = kTorso / median(torso);
  const auto factor = [&](Point from, Point to, double wanted) {
    return wanted / median(lengths(motion, from, to));
  };
  factors.shoulders = factor(kRightShoulder, kLeftShoulder, kShoulderWidth);
  factors.neck = factor(kThorax, kNeck, kNeckLength);
  factors.head = factor(kNeck, kHead, kHeadLength);
  for (std::size_t i = 0; i < kLimbs.size(); ++i) {
    factors.upper[i] = factor(kLimbs[i].from, kLimbs[i].middle, kLimbs[i].upper);
    factors.lower[i] = factor(kLimbs[i].middle, kLimbs[i].to, kLimbs[i].lower);
  }
  const double both_legs = kThigh / factors.upper[0] + kShin / factors.lower[0] +
                           kThigh / factors.upper[1] + kShin / factors.lower[1];
  factors.path = 2 * (kThigh + kShin) / both_legs;
  return factors;
}

PosePoints posed(const PosePoints& rig, const Factors& factors) {
  PosePoints body;
  const Vec3 root = middle(rig, kLeftHip, kRightHip);
  const Vec3 half_hips = kHipWidth / 2 * unit(rig[kLeftHip] - rig[kRightHip]);
  body[kRoot] = root;
  body[kRightHip] = root - half_hips;
  body[kLeftHip] = root + half_hips;
  const auto on_torso = [&](Vec3 point) { return root + factors.torso * (point - root); };
  body[kSpine] = on_torso(rig[kSpine]);
  body[kThorax] = on_torso(rig[kThorax]);
  const Vec3 shoulders = middle(rig, kLeftShoulder, kRightShoulder);
  for (const Point shoulder : {kRightShoulder, kLeftShoulder})
    body[shoulder] = on_torso(shoulders) + factors.shoulders * (rig[shoulder] - shoulders);
  const auto hang = [&](Point from, Point to, double factor) {
    body[to] = body[from] + factor * (rig[to] - rig[from]);
  };
  for (std::size_t i = 0; i < kLimbs.size(); ++i) {
    hang(kLimbs[i].from, kLimbs[i].middle, factors.upper[i]);
    hang(kLimbs[i].middle, kLimbs[i].to, factors.lower[i]);
  }
  hang(kThorax, kNeck, factors.neck);
  hang(kNeck, kHead, factors.head);
  for (std::size_t point = kNose; point < kPoints; ++point)
    hang(kNeck, static_cast<Point>(point), 1);
  const Vec3 shift = (factors.path - 1) * root;
  for (Vec3& point : body) point = point + shift;
  return body;
}

void stand_on_the_floor(Motion& motion) {
  std::vector<double> lower;
  for (const PosePoints& pose : motion)
    lower.push_back(std::min(pose[kLeftAnkle].z, pose[kRightAnkle].z));
  const double lift = kAnkleHeight - quantile(lower, 0.05);
  for (PosePoints& pose : motion)
    for (Vec3& point : pose) point.z += lift;
}

}  // namespace

Motion reference_body(const Motion& motion) {
  if (motion.empty()) return {};
  const Factors factors = factors_of(motion);
  Motion body;
  body.reserve(motion.size());
  for (const PosePoints& pose : motion) body.push_back(posed(pose, factors));
  stand_on_the_floor(body);
  return body;
}

}  // namespace posegrad::pose::mocap
