#pragma once
#include "pose/data/mocap/rig.h"
#include "pose/formats/rig_motion.h"

namespace posegrad::pose::mocap {

/// The rig's motion as ours: its joints, metres, z up. Where the rig has no neck, head or face of
/// our kind, they are put on a skull (skull.h) that stands at the rig's `ears` and turns with their
/// first joint from the rest pose on, in which a person looks straight ahead; with a rest pose that
/// does not stand upright the skull faces as the shoulders do.
/// Throws DataError "SOURCE: ..." for joints that the rig lacks.
Motion motion_of(const formats::RigMotion& file, const Rig& rig);

}  // namespace posegrad::pose::mocap
