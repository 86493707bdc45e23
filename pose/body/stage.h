#pragma once
#include <span>

#include "pose/body/body.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

/// The floor: the lowest point of anyone in the tenth of the frames where that is lowest, in the
/// middle of it; 0 for nobody. Feet count as flat.
double floor_height(std::span<const BodyMotion> people);

/// Where motions stand on the stage: a point p goes to rotate(turn, p) + move.
struct StagePlace {
  Quaternion turn;
  Vec3 move;
};

/// Turned about the vertical and moved along the floor so that the first person faces forward, z,
/// and stands at the origin when the clip begins (over the first half second; who lies then is not
/// turned), and lifted as on_floor does.
StagePlace facing_forward(std::span<const BodyMotion> people);
/// Lifted only, so that the floor is at 0.
StagePlace on_floor(std::span<const BodyMotion> people);

BodyMotion placed_at(BodyMotion motion, const StagePlace& place);
/// Positions (T, J, 3) f32, world space; they stay in it.
Tensor placed_at(const Tensor& positions, const StagePlace& place);

}  // namespace posegrad::pose
