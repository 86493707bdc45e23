#pragma once
#include <optional>
#include <string>

#include "apps/options/table.h"

namespace posegrad::apps {

/// What motion files (.bvh, .glb, .trc, .mot, angles) are like.
struct MotionOptions {
  std::string rig = "default";   // what joints are called
  std::optional<double> unit;    // metres; of .bvh; not told: the rig's
  std::optional<double> height;  // metres; of the person; not told: as the poses have it
  bool from_camera = false;      // where the camera saw it; else at the origin, facing forward
  bool fit = false;              // data files, too, hold the fitted body's joints
};

OptionGroup motion_group(MotionOptions& options);

}  // namespace posegrad::apps
