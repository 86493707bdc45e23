#pragma once
#include <array>
#include <vector>

#include "pose/geometry/vec3.h"
#include "tensor/dtype.h"
#include "tensor/tensor.h"

namespace posegrad::pose::views {

/// Human3.6M's 17 joints, then COCO's face: nose, left eye, right eye, left ear, right ear.
constexpr Index kBodyPoints = 22;
using Body = std::array<Vec3, kBodyPoints>;  // world space, metres, z up
using Motion = std::vector<Body>;            // a frame each

enum Point : std::size_t {
  hip,
  right_hip,
  right_knee,
  right_ankle,
  left_hip,
  left_knee,
  left_ankle,
  spine,
  thorax,
  neck,
  head,
  left_shoulder,
  left_elbow,
  left_wrist,
  right_shoulder,
  right_elbow,
  right_wrist,
  nose,
  left_eye,
  right_eye,
  left_ear,
  right_ear
};

/// Axes that a part of the body carries with it.
struct Axes {
  Vec3 x, y, z;
  Vec3 local(Vec3 v) const { return {dot(v, x), dot(v, y), dot(v, z)}; }
  Vec3 world(Vec3 v) const { return v.x * x + v.y * y + v.z * z; }
};
/// x from the right to the left hip, z as far along the trunk as it can be.
Axes pelvis_axes(const Body& body);
/// The same of the shoulders.
Axes chest_axes(const Body& body);

/// Body of a mirror image: x -> -x, left <-> right.
Body mirrored(const Body& body);

/// poses (T, 22, 3) f32 at a time in frames, which may lie between two and beyond the ends.
Body body_at(const Tensor& poses, double frame);

}  // namespace posegrad::pose::views
