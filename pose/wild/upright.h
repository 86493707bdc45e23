#pragma once
#include "pose/data/dataset.h"
#include "pose/geometry/quaternion.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

/// How the camera of a video stands that nobody calibrated: as the first one of Human3.6M's S1,
/// nearly level. Turns camera space to world space.
Quaternion usual_orientation();

/// The orientation of camera number `camera` of the first subject whose camera has a place in the
/// world; usual_orientation() where none has. Throws ValueError when that subject has fewer
/// cameras, naming it.
Quaternion drawing_orientation(const Dataset& dataset, Index camera = 0);

/// Stands poses up: rot(orientation, p), no translation. poses (T, J, 3) f32 or f64: camera space
/// (x right, y down, z forward), metres -> world space (z up), metres. Throws ShapeError.
Tensor rotate_to_world(const Tensor& poses, const Quaternion& orientation);

/// Lifts or lowers the whole motion so that its lowest point over all frames has z = 0. poses
/// (T, J, 3) f32 or f64: world space, metres -> the same. Coordinates that are not finite are
/// passed over and stay; without a finite height (or a frame) nothing moves. Throws ShapeError.
Tensor set_on_floor(const Tensor& poses);

}  // namespace posegrad::pose
