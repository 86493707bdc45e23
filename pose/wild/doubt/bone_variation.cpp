#include "pose/wild/doubt/bone_variation.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

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

}  // namespace posegrad::pose
