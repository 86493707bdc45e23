#pragma once
#include "pose/geometry/skeleton.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

/// Motion (T, J, 3) after a low-pass over time: the mean of the frames around each, weighted by a
/// Gaussian of this standard deviation in frames; edge frames repeat. Below 0.1 frames the motion
/// stays as it is. A person moves below about 6 Hz, a detector's errors do not: 0.03 s takes nine
/// tenths of the jitter and less than 1 mm of the motion (docs/default_model.md).
Tensor smoothed(const Tensor& motion, double frames);

/// Poses (T, J, 3), axes of the camera, whose bones keep their lengths better. A bone's length is
/// its median over the frames, the same left and right. For each frame the pose q nearest to p in
///   sum_j |q_j - p_j|^2_W + sum_bones (|q_a - q_b| - length)^2,   W = diag(1, 1, 0.3),
/// as the camera knows depth worst; found by gradient descent. Hips and shoulders count as a rigid
/// square, so that the trunk does not shear.
Tensor with_steady_bones(const Tensor& poses, const Skeleton& skeleton);

/// Motion (T, J, 3) in metres after a low-pass that uses past frames only, for live use. Each joint
/// follows x by  y += a (x - y),  a = 1 / (1 + fps / (2 pi c)),  with a cutoff c that grows with
/// its speed: what rests does not tremble, what is fast does not lag. Source: Casiez, Roussel,
/// Vogel, "1 Euro filter", CHI 2012.
Tensor one_euro_filter(const Tensor& motion, double fps);

}  // namespace posegrad::pose
