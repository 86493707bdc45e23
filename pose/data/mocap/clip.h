#pragma once
#include <string>

#include "pose/data/views/body.h"

namespace posegrad::pose::mocap {

// Joints of h36m_17 in its order, then COCO's face; world space, metres, z up.
using views::Body;
using views::Motion;
using views::Point;
using enum views::Point;

constexpr std::size_t kPoints = 22, kJoints = 17, kFacePoints = 5;
/// Frames a second of every data set.
constexpr Index kFps = 50;

/// One clip of one person.
struct Clip {
  std::string subject, name;
  double fps = kFps;
  Motion motion;
};

/// motion -> (T, 22, 3) f32, and back. Throws ShapeError for another shape, DTypeError.
Tensor to_tensor(const Motion& motion);
Motion to_motion(const Tensor& points);

}  // namespace posegrad::pose::mocap
