#pragma once
#include "pose/geometry/skeleton.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

/// Poses (T, J, 3), axes of the camera, whose bones keep their lengths better. A bone's length is
/// its median over the frames, the same left and right. For each frame the pose q nearest to p in
///   sum_j |q_j - p_j|^2_W + sum_bones (|q_a - q_b| - length)^2,   W = diag(1, 1, 0.3),
/// as the camera knows depth worst; found by gradient descent. Hips and shoulders count as a rigid
/// square, so that the trunk does not shear.
Tensor with_steady_bones(const Tensor& poses, const Skeleton& skeleton);

}  // namespace posegrad::pose
