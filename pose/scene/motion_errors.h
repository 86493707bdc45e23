#pragma once
#include <vector>

#include "pose/geometry/procrustes.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

// Two motions of the same joints, as those of two models or of a model and another device.
// motion, reference (T, J, 3) f32: metres; NaN: not known. All throw ShapeError unless both have
// the same shape.

/// The motion, moved, turned and scaled as a whole: the similarity transform that fits one frame
/// best, over the joints that both know there, is applied to all. Throws ValueError unless `frame`
/// is one of them with three or more such joints.
Tensor align_similarity(const Tensor& motion, const Tensor& reference, Index frame);

/// (T,) f32: mean distance over the joints of each frame, millimetres; NaN where none is known.
Tensor frame_errors_mm(const Tensor& motion, const Tensor& reference);
/// J numbers: mean distance over the frames, millimetres; NaN where a joint is never known.
std::vector<double> joint_errors_mm(const Tensor& motion, const Tensor& reference);

}  // namespace posegrad::pose
