#pragma once
#include "pose/scene/read_result.h"

namespace posegrad::pose {

/// The scene of a result, its motion in world space: where the file says how the camera stood, by
/// that; else as the usual camera sees it, nearly level, on the floor.
Scene result_in_world(Result result);

}  // namespace posegrad::pose
