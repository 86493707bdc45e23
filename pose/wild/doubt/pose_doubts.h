#pragma once
#include <span>
#include <vector>

#include "pose/data/views/person_window.h"
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

/// How far each frame's pose, seen by the camera, is from the keypoints: mean distance in pixels
/// over the joints that Human3.6M and COCO have in common and that were found. NaN where none was.
/// poses (T, 17, 3) f32: camera space, metres; keypoints (T, 17, 3) f32: pixels and a number above
/// 0 where found. A joint nearer than 5 cm before the camera is put there. Throws ShapeError.
std::vector<float> reprojection_distances(const Tensor& poses, const Tensor& keypoints,
                                          const Pinhole& camera);

}  // namespace posegrad::pose
