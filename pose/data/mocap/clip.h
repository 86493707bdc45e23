#pragma once
#include <array>
#include <string>
#include <vector>

#include "pose/geometry/vec3.h"
#include "tensor/tensor.h"

namespace posegrad::pose::mocap {

/// Points of a motion-capture pose: the 17 joints of h36m_17 in its order, then COCO's face.
enum Point : std::size_t {
  kRoot,
  kRightHip,
  kRightKnee,
  kRightAnkle,
  kLeftHip,
  kLeftKnee,
  kLeftAnkle,
  kSpine,
  kThorax,
  kNeck,  // Human3.6M's "Neck/Nose"
  kHead,
  kLeftShoulder,
  kLeftElbow,
  kLeftWrist,
  kRightShoulder,
  kRightElbow,
  kRightWrist,
  kNose,
  kLeftEye,
  kRightEye,
  kLeftEar,
  kRightEar
};
constexpr std::size_t kPoints = 22, kJoints = 17, kFacePoints = 5;

/// Frames a second of every data set.
constexpr double kFps = 50;

using PosePoints = std::array<Vec3, kPoints>;
/// One item a frame.
using Motion = std::vector<PosePoints>;

/// One clip of one person: world space, metres, z up.
struct Clip {
  std::string subject, name;
  double fps = kFps;
  Motion motion;
};

/// motion -> (T, 22, 3) f32, and back. Throws ShapeError for another shape, DTypeError.
Tensor to_tensor(const Motion& motion);
Motion to_motion(const Tensor& points);

}  // namespace posegrad::pose::mocap
