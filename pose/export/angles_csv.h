#pragma once
#include <string>

#include "pose/body/joint_angles.h"

namespace posegrad::pose {

/// The angles as comma-separated values: a line of names, "frame", "time (s)", "left knee flexion
/// (deg)"..., then a line a frame: its number in the video, from 0; seconds since the first line;
/// degrees to a thousandth, an empty cell where an angle is not known. Throws ValueError unless each
/// column has a number for each frame and the rate is positive.
std::string angles_csv(const AngleTable& table, const std::string& path);

/// Writes it, whole or not at all. Throws IoError too.
void write_angles_csv(const AngleTable& table, const std::string& path);

}  // namespace posegrad::pose
