#pragma once
#include "pose/geometry/vec3.h"

namespace posegrad::pose {

/// Stage axes (x to the left, y up, z forward) to OpenSim's: x forward, y up, z to the right.
constexpr Vec3 opensim_of(Vec3 stage) { return {stage.z, stage.y, -stage.x}; }

}  // namespace posegrad::pose
