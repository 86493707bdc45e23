#include "pose/geometry/procrustes.h"

#include "pose/geometry/horn.h"

namespace posegrad::pose {

Similarity best_similarity(std::span<const Vec3> source, std::span<const Vec3> target) {
  return horn_similarity(source.data(), target.data(), static_cast<Index>(source.size()));
}

}  // namespace posegrad::pose
