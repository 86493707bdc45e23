#include "pose/wild/doubt/pose_doubts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "pose/geometry/same_joints.h"
#include "pose/geometry/vec3.h"
#include "tensor/error.h"

namespace posegrad::pose {

std::vector<double> bone_variation(const Tensor& poses, const Skeleton& skeleton) {
  if (!poses.defined() || poses.rank() != 3 || poses.dim(1) != skeleton.num_joints() ||
      poses.dim(2) != 3)
    throw ShapeError(fmt::format("bone_variation: 'poses' has shape {}; expected (T, {}, 3)",
                                 poses.shape().to_string(), skeleton.num_joints()));
  const Index T = poses.dim(0);
  const float* const numbers = poses.cpu_view<float>().data();
  const auto joint = [&](Index t, Index j) {
    const float* const p = numbers + (t * poses.dim(1) + j) * 3;
    return Vec3{p[0], p[1], p[2]};
  };
  std::vector<double> variation;
  for (const auto& bone : skeleton.bones()) {
    double sum = 0, squares = 0;
    for (Index t = 0; t < T; ++t) sum += length(joint(t, bone.first) - joint(t, bone.second));
    const double mean = sum / static_cast<double>(std::max<Index>(T, 1));
    for (Index t = 0; t < T; ++t) {
      const double off = length(joint(t, bone.first) - joint(t, bone.second)) - mean;
      squares += off * off;
    }
    variation.push_back(mean > 0 ? std::sqrt(squares / static_cast<double>(T)) / mean : 0);
  }
  return variation;
}

double limb_variation(std::span<const double> variation, const Skeleton& skeleton) {
  constexpr std::array kEnds{"knee", "ankle", "foot", "elbow", "wrist"};
  const auto bones = skeleton.bones();
  double sum = 0, count = 0;
  for (std::size_t b = 0; b < std::min(bones.size(), variation.size()); ++b) {
    const std::string& name = skeleton.names[static_cast<std::size_t>(bones[b].first)];
    if (std::ranges::none_of(kEnds, [&](const char* end) { return name.ends_with(end); })) continue;
    sum += variation[b];
    ++count;
  }
  return count > 0 ? sum / count : 0;
}

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
