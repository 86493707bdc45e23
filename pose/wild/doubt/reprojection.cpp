#include "pose/wild/doubt/reprojection.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "pose/geometry/same_joints.h"
#include "tensor/error.h"

namespace posegrad::pose {

std::vector<float> reprojection_distances(const Tensor& poses, const Tensor& keypoints,
                                          const Pinhole& camera) {
  const Shape wanted{poses.dim(0), 17, 3};
  for (const auto& [name, tensor] : {std::pair("poses", &poses), {"keypoints", &keypoints}})
    if (!(tensor->shape() == wanted))
      throw ShapeError(fmt::format("reprojection_distances: '{}' has shape {}; expected {}", name,
                                   tensor->shape().to_string(), wanted.to_string()));
  constexpr double kNearest = 0.05;  // metres
  const auto joints = poses.cpu_view<float>(), pixels = keypoints.cpu_view<float>();
  std::vector<float> distances;
  for (std::size_t t = 0; t < static_cast<std::size_t>(poses.dim(0)); ++t) {
    double sum = 0, count = 0;
    for (const auto& [joint, keypoint] : kSameJoints) {
      const float* const p = &joints[(t * 17 + static_cast<std::size_t>(joint)) * 3];
      const float* const k = &pixels[(t * 17 + static_cast<std::size_t>(keypoint)) * 3];
      if (!(k[2] > 0)) continue;
      const double scale = camera.focal_length / std::max<double>(p[2], kNearest);
      sum += std::hypot(camera.x + scale * p[0] - k[0], camera.y + scale * p[1] - k[1]);
      ++count;
    }
    distances.push_back(count > 0 ? static_cast<float>(sum / count)
                                  : std::numeric_limits<float>::quiet_NaN());
  }
  return distances;
}

}  // namespace posegrad::pose
