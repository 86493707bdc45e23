#pragma once
#include <string>
#include <vector>

#include "pose/body/body.h"

namespace posegrad::pose {

/// Angles over time, degrees. Names are "left knee flexion", "right shoulder abduction"...
struct AngleTable {
  struct Angle {
    std::string name;
    std::vector<double> degrees;  // one a frame
  };
  double fps = 0;
  std::vector<Index> frame_numbers;
  std::vector<Angle> angles;
};

/// Joint angles of the International Society of Biomechanics, of hips, knees, ankles, shoulders,
/// elbows and the trunk.
AngleTable joint_angles(const BodyMotion& motion);

}  // namespace posegrad::pose
