#pragma once
#include <span>
#include <vector>

#include "pose/geometry/skeleton.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

/// Coefficient of variation of each of skeleton.bones() over the frames: standard deviation of its
/// length / mean length, so that a body that breathes as a whole counts too. poses (T, J, 3) f32; 0
/// for no frame or a bone without length. Throws ShapeError for another number of joints.
std::vector<double> bone_variation(const Tensor& poses, const Skeleton& skeleton);

/// Mean of those that end in a knee, ankle (Human3.6M: foot), elbow or wrist: a bone of the trunk
/// is short, and a centimetre much of it. variation: of skeleton.bones(). 0 where there are none.
double limb_variation(std::span<const double> variation, const Skeleton& skeleton);

}  // namespace posegrad::pose
