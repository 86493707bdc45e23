#pragma once
#include "pose/data/mocap/clip.h"

namespace posegrad::pose::mocap {

/// Frames at the start in which the person stands as a T: arms to the sides within 15 degrees of
/// the horizontal, legs straight, not moving by more than 5 cm. Studios begin with that pose, and
/// so do files that bear their rest pose as a first frame.
std::size_t t_pose_frames(const Motion& motion);

}  // namespace posegrad::pose::mocap
