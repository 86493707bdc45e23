#pragma once
#include <vector>

#include "pose/geometry/skeleton_tables.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

/// Fills NaN in keypoints (T, K, 3) f32, x and y: linear interpolation over the frames from the
/// nearest numbers before and after, per coordinate; before the first number and after the last one
/// that is held. A joint without any number is put on the nearest joint along the layout's bones
/// that has some (or the first that has). Returns those joints. Throws DataError when there is no
/// number at all.
std::vector<Index> fill_missing(Tensor& keypoints, const KeypointLayout& layout);

}  // namespace posegrad::pose
