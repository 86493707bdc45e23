#pragma once
#include <array>
#include <string_view>

#include "pose/geometry/quaternion.h"

namespace posegrad::pose {

/// Angles in degrees of three turns about axes of the frame, the outer one first:
///   turn = R_first(angles[0]) R_second(angles[1]) R_third(angles[2])
using EulerAngles = std::array<double, 3>;

/// The angles of a turn (length 1) that are nearest to `before`, so that a motion's angles do not
/// jump where they could go on: of the two solutions, each with any number of whole turns, the one
/// with the smallest sum of squared differences. Where the second angle is +-90 degrees the first
/// and the third are about one axis, and only their sum is known: the first stays what it was.
/// order: three different axes, "ZXY".
EulerAngles euler_angles(const Quaternion& turn, std::string_view order, const EulerAngles& before);

}  // namespace posegrad::pose
