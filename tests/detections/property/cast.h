#pragma once
#include <map>
#include <string>
#include <vector>

#include "pose/geometry/vec3.h"

namespace posegrad::test::property {

/// Somebody in motion before a camera of their own: every joint that layouts.json names, frame by
/// frame, pixels.
struct SeenMotion {
  std::vector<std::map<std::string, pose::Vec3>> frames;
  double left = 0, top = 0, right = 0, bottom = 0;  // round all frames
};

inline constexpr std::size_t kFrames = 12;  // of each motion

/// Made once; the same in every run.
const std::vector<SeenMotion>& cast();

}  // namespace posegrad::test::property
