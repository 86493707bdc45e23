#pragma once

namespace posegrad::pose {

/// The space that a scene's positions are in; for files that say so.
enum class PoseSpace {
  camera,  // x right, y down, z forward, from the camera
  world    // x and y along the floor, z up
};

}  // namespace posegrad::pose
