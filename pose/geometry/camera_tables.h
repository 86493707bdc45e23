#pragma once
#include <string_view>
#include <vector>

#include "pose/geometry/camera.h"

namespace posegrad::pose {

/// The four cameras of Human3.6M as calibrated for one subject: S1 to S9 and S11. S2, S3 and S4
/// have no public 3D poses and so no place in the world. Values are rounded to float32 as the
/// reference holds them. Throws ValueError for another subject, naming the known ones.
std::vector<Camera> h36m_cameras(std::string_view subject);

/// The three cameras of HumanEva-I for S1 to S4, with or without a prefix like "Train/". No lens;
/// S4 has no place. Throws ValueError for another subject.
std::vector<Camera> humaneva_cameras(std::string_view subject);

}  // namespace posegrad::pose
