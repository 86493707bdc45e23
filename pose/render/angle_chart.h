#pragma once
#include <string>

#include "pose/body/joint_angles.h"

namespace posegrad::pose {

/// A picture of joint angles over time, a PNG file's bytes: a panel for each joint's angle with the
/// left side in blue and the right one in orange, and one for each part in the middle (pelvis,
/// trunk, head) with its three angles. Angles that are not observed are dashed. Time is in seconds,
/// with 0 at the first frame; a value that is not finite leaves a gap. Fonts are the system's.
/// Throws ValueError as check_angles and for a table without angles, Error without Cairo (see
/// can_draw_charts).
std::string angle_chart(const AngleTable& table, const std::string& title);

/// The same into a file, whole or not at all. Throws IoError naming it.
void draw_angles(const AngleTable& table, const std::string& title, const std::string& path);

}  // namespace posegrad::pose
