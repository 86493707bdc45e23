#pragma once
#include "pose/wild/ground/foot_contacts.h"
#include "pose/wild/ground/gravity.h"
#include "pose/wild/ground/rooted_motion.h"

namespace posegrad::pose {

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

}  // namespace posegrad::pose
