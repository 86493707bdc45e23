#pragma once
#include <optional>

#include "pose/geometry/quaternion.h"
#include "tensor/tensor.h"

// Which way is up before a still camera. Camera axes: x right, y down, z forward.
namespace posegrad::pose {

/// One direction for a whole clip, and how sure it is: 1 when all frames are sure and agree, 0 when
/// nothing is known and the camera is taken to be level.
struct ClipUp {
  Vec3 direction{0, -1, 0};  // camera axes, length 1
  double sureness = 0;
};

/// The geometric median of the frames' directions, each weighted by its length; so up to half of
/// the weight may be wrong by any angle. up (T, 3) f32: camera axes, length 0 (unknown) to 1
/// (sure); what is longer counts as 1, what is not finite as unknown. Throws ShapeError.
ClipUp clip_up(const Tensor& up);

/// How a camera is held. pitch: how far it looks down, roll: how far it is turned clockwise about
/// where it looks, so that its right side is lower. Degrees.
struct CameraTilt {
  double pitch = 0, roll = 0;
};
/// (-sin(roll) cos(pitch), -cos(roll) cos(pitch), -sin(pitch)): camera axes, length 1.
Vec3 up_of(const CameraTilt& tilt);
/// The inverse: pitch -90 to 90, roll -180 to 180; roll 0 where the camera looks straight up or
/// down. up: camera axes, length 1.
CameraTilt tilt_of(Vec3 up);

/// How a camera was held, where somebody knows; degrees as in CameraTilt.
struct KnownTilt {
  std::optional<double> pitch = {}, roll = {};
};
/// An estimate of up with what is known in place of its own: camera axes, length 1.
Vec3 with_known_tilt(Vec3 estimate, const KnownTilt& known);

/// Turns camera space to a world whose z is up and whose y is where the camera looks, along the
/// floor. Within 10 degrees of straight down (up) that is where the picture's upper (lower) edge
/// points instead. up: camera axes, length 1.
Quaternion level_orientation(Vec3 up);

}  // namespace posegrad::pose
