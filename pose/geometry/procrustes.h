#pragma once
#include <span>

#include "pose/geometry/quaternion.h"

namespace posegrad::pose {

/// x -> scale * rotate(rotation, x) + translation.
struct Similarity {
  Quaternion rotation;
  double scale = 1;
  Vec3 translation;

  constexpr Vec3 operator()(Vec3 x) const { return scale * rotate(rotation, x) + translation; }
};

/// The similarity transform without reflection that minimises sum_i |target_i - S(source_i)|^2.
/// When all source points coincide, scale is 0 and only the centroid is matched. Both spans have
/// the same size. Its arithmetic: pose/geometry/horn.h.
Similarity best_similarity(std::span<const Vec3> source, std::span<const Vec3> target);

}  // namespace posegrad::pose
