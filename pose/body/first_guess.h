#pragma once
#include <span>
#include <vector>

#include "pose/body/body_markers.h"
#include "pose/body/body_size.h"

namespace posegrad::pose {

/// Poses of the body that point its parts where the frames' points are, each part after its
/// parent, in closed form. What a straight arm or leg leaves open, its turn about itself, is that of
/// the frames before and, the longer ago those knew it, of resting_turn.
std::vector<BodyPose> first_guess(std::span<const BodyFrame> frames, const SizedBody& body);

/// How a part is turned against its parent in the middle of its range: arms and legs half raised to
/// the front, all else as at rest.
Quaternion resting_turn(BodyPart part);

}  // namespace posegrad::pose
