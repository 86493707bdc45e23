#pragma once
#include <array>
#include <vector>

#include "pose/wild/ground/gravity.h"
#include "pose/wild/ground/rooted_motion.h"

namespace posegrad::pose {

/// What a foot does in one frame.
struct FootContact {
  bool stands = false;
  double stillness = 0;  // of a standing foot, to 1: less while it is put down and rolls off
};
/// For each frame, the left and the right foot.
using FootContacts = std::vector<std::array<FootContact, 2>>;

/// A foot stands when its ankle is low and slow: low against the lowest that any joint has been
/// within 0.6 s (so not a kicking foot, nor that of a handstand or a jump), slow with its motion
/// along the line of sight, which is known less well, counted half. Both with hysteresis, and for
/// 0.1 s or more. Joints that are not known do not stand.
/// root (T): the path, camera axes, metres. up: camera axes, length 1.
FootContacts foot_contacts(const RootedMotion& motion, const std::vector<Vec3>& root, Vec3 up);

/// The direction of up, camera axes, length 1, when standing feet are to stand on one plane too.
///
/// It is the most probable tilt against `estimate` (which errs by 4 degrees when it is sure, by
/// more when it is not) for places where feet stood, 0.5 m apart so that steps on the spot count
/// once: their heights err by 5 cm, their distances by 4 % (alike nearby), and those may be
/// stretched by a tenth. So a walk along a line changes the tilt along it only. The estimate stays
/// when all places lie within 1 m, and when they tell something else than an error of it: a tilt
/// beyond 2.5 times its usual error (a hill), or heights that are no plane within 10 cm (a table).
///
/// root (T): the path as the camera tells it, camera axes, metres. Not one that feet have steadied:
/// ankles rise before they leave the floor, and that adds up, step by step, to a slope.
Vec3 fit_floor(const RootedMotion& motion, const std::vector<Vec3>& root,
               const FootContacts& contacts, const ClipUp& estimate);

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
