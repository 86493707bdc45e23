#pragma once
#include <vector>

#include "pose/data/views/person_window.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

/// How far each frame's pose, seen by the camera, is from the keypoints: mean distance in pixels
/// over the joints that Human3.6M and COCO have in common and that were found. NaN where none was.
/// poses (T, 17, 3) f32: camera space, metres; keypoints (T, 17, 3) f32: pixels and a number above
/// 0 where found. A joint nearer than 5 cm before the camera is put there. Throws ShapeError.
std::vector<float> reprojection_distances(const Tensor& poses, const Tensor& keypoints,
                                          const Pinhole& camera);

}  // namespace posegrad::pose
