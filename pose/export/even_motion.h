#pragma once
#include "pose/body/body.h"

namespace posegrad::pose {

/// Refuses what no file can hold. Throws ValueError "motion 'NAME': ...": no frames, a rate that is
/// not within 0.001 to 1e6, another number of frame numbers than of frames, numbers that do not
/// rise, a number that is not finite, a turn of length 0.
void require_motion(const BodyMotion& motion);

/// The motion with a frame for every frame number from its first to its last, turns of length 1:
/// what is between two frames goes straight, turns the shorter way. For formats that know a rate but
/// no frame numbers. Throws ValueError as require_motion does, and for more than 10 million frames.
BodyMotion even_motion(const BodyMotion& motion);

}  // namespace posegrad::pose
