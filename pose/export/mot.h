#pragma once
#include <string>

#include "pose/body/body.h"

namespace posegrad::pose {

/// The body's joint angles as a motion of OpenSim's full body model (Rajagopal2015.osim, whose
/// joints say what the names, axes, orders and signs are): degrees, pelvis_tx/ty/tz metres, time
/// from 0 in seconds.
///
/// All joints with three angles turn zxy in x forward, y up, z to the right. pelvis_tilt is
/// positive backward, pelvis_list to the right, pelvis_rotation to the left; hip_adduction and
/// arm_add to the other side, rotations inward, on both sides; lumbar_extension backward,
/// lumbar_bending to the right, lumbar_rotation to the left; flexions and ankle_angle as joint
/// angles have them. subtalar_angle, mtp_angle, pro_sup, wrist_flex and wrist_dev, which the joints
/// do not show, are 0. pelvis_t is where the model has its pelvis when its hip joints, scaled to
/// the body's, lie in the middle of the body's.
/// Throws ValueError as joint_turns; messages begin with `path`.
std::string mot(const BodyMotion& motion, const std::string& path);

/// Writes it, whole or not at all. Throws IoError too.
void write_mot(const BodyMotion& motion, const std::string& path);

}  // namespace posegrad::pose
