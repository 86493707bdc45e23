#pragma once
#include "autograd/variable.h"
#include "pose/geometry/skeleton.h"
#include "tensor/shards/communicator.h"

namespace posegrad::pose {

// The terms of the semi-supervised loss that need no labels.  Source: arXiv:1811.11742,
// section 3.2.

/// How the projection treats the lens.
enum class Lens { distorted, linear };

/// Camera-space points to the screen, differentiable in the points:
///   d = clamp(X.xy / X.z, -1, 1);  r2 = |d|^2
///   distorted: f (d (1 + k1 r2 + k2 r2^2 + k3 r2^3 + p . d) + p r2) + c        linear: f d + c
/// points (N, L, J, 3): metres; intrinsics (N, 9): f, c, k, p in normalised units -> (N, L, J, 2),
/// normalised units. The gradient stops where the clamp does; z is not guarded. Throws ShapeError
/// for other shapes.
Variable project(const Variable& points, const Tensor& intrinsics, Lens lens);

/// Mean distance on the screen between the projected pose and the keypoints that it was made from.
/// pose (N, L, J, 3) relative to the root, path (N, L, 1, 3), keypoints (N, L, J, 2). Throws
/// ShapeError unless they agree: skeleton and keypoints must have the same joints in the same
/// order.
Variable reprojection_loss(const Variable& pose, const Variable& path, const Tensor& keypoints,
                           const Tensor& intrinsics, Lens lens);

/// The joints that the bones of a skeleton join, on the device where poses lie.
struct Bones {
  Tensor joints, parents;  // (bones), i64
  Bones(const Skeleton& skeleton, Device device = Device::cpu);
};

/// Mean over bones of |a - b|: a, b the mean lengths that the model predicts for labelled and for
/// unlabelled people, time first, then samples. Gradients flow through both. labelled (N, L, J, 3),
/// unlabelled (M, L', J, 3).
Variable bone_length_loss(const Variable& labelled, const Variable& unlabelled, const Bones& bones);

/// One shard's part of that: a and b are of all shards' samples, and the sum over the shards of what this
/// returns is the loss. Shares: of the samples here in all.
Variable bone_length_loss(const Variable& labelled, double labelled_share,
                          const Variable& unlabelled, double unlabelled_share, const Bones& bones,
                          Communicator& shards);

}  // namespace posegrad::pose
