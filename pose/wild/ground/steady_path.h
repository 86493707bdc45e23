#pragma once
#include <vector>

#include "pose/wild/ground/foot_contacts.h"
#include "pose/wild/ground/rooted_motion.h"

namespace posegrad::pose {

/// The root's path (T), camera axes, metres, that agrees best with what the camera tells about it
/// and with standing feet that stand: the least sum over time of squares, each divided by what its
/// error usually is.
///  - The distance from the estimated path: along the line of sight monocular depth errs by some
///    2.5 %, across it by 0.5 %, for 0.2 s at a time.
///  - The acceleration along the line of sight, which smooths depth. Across it the acceleration of
///    the correction, which leaves fast movements as the camera saw them.
///  - The velocity of standing feet, by their stillness. They hold the path for about a second;
///    where it goes in the long run, the estimate decides.
///  - The heights of standing feet against their median.
/// Errors that are much larger than usual count less (Cauchy). A frame whose root is not known has
/// no estimate. up: camera axes, length 1.
std::vector<Vec3> steady_path(const RootedMotion& motion, const FootContacts& contacts, Vec3 up);

/// Median height, dot(up, .), of the ankles of standing feet; 0 without one.
double standing_height(const RootedMotion& motion, const std::vector<Vec3>& root,
                       const FootContacts& contacts, Vec3 up);

}  // namespace posegrad::pose
