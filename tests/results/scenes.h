#pragma once
#include "pose/scene/scene.h"

namespace posegrad::test {

/// A walk-like motion of h36m_17 through the room, `frames` long, with COCO keypoints in a 640x480
/// video of which some are NaN, and a second motion, "Ground truth", with its error. Made of sines:
/// the same everywhere.
pose::Scene made_up_scene(Index frames = 40, double fps = 25);

}  // namespace posegrad::test
