#pragma once
#include <span>

#include "pose/body/body.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

/// Turns the feet, which no joint of the poses shows, about their ankles: soles level where a foot
/// stands or is as low as one that does, else at a right angle to the shank; never through the
/// floor as far as an ankle can turn (20 degrees up, 60 down). contacts (T, 2) i64: 1 where the
/// left, the right foot stands; or undefined.
void turn_feet(BodyMotion& motion, const Tensor& contacts);

}  // namespace posegrad::pose
