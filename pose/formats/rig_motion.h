#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "pose/geometry/quaternion.h"
#include "pose/geometry/vec3.h"

namespace posegrad::pose::formats {

/// Where a joint of a rig is and how it has turned since the rest pose. In the file's own units and
/// axes.
struct Placed {
  Vec3 position;
  Quaternion turn;
};

/// What files of joint angles come down to: named joints, and a place for each in every frame.
struct RigMotion {
  std::string source;              // file, for messages
  std::vector<std::string> names;  // may come twice; what a chain ends at is "PARENT_End"
  std::vector<Placed> rest;        // all angles zero
  double fps = 0;                  // 0: the file does not say
  std::size_t frames = 0;
  /// Fills one item a joint; frame < frames.
  std::function<void(std::size_t frame, std::span<Placed> into)> place;
};

}  // namespace posegrad::pose::formats
