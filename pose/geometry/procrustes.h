#pragma once
#include <span>

#include "pose/geometry/quaternion.h"

namespace posegrad::pose {

/// x -> scale * rotate(rotation, x) + translation.
struct Similarity {
  Quaternion rotation;
  double scale = 1;
  Vec3 translation;

  Vec3 operator()(Vec3 x) const { return scale * rotate(rotation, x) + translation; }
};

/// The similarity transform without reflection that minimises sum_i |target_i - S(source_i)|^2.
/// When all source points coincide, scale is 0 and only the centroid is matched. Both spans have
/// the same size.
///
/// Horn's closed form: the rotation is the eigenvector of the largest eigenvalue of a symmetric 4 x
/// 4 matrix made of the correlations, and that eigenvalue is the trace that the scale needs (with
/// the last singular value negated where an SVD would have found a reflection). So planar,
/// collinear and mirrored point sets need no special case. Source: B. Horn, "Closed-form solution
/// of absolute orientation using unit quaternions", 1987.
Similarity best_similarity(std::span<const Vec3> source, std::span<const Vec3> target);

}  // namespace posegrad::pose
