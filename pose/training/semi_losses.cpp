#include "pose/training/semi_losses.h"

#include <fmt/format.h>

#include "autograd/ops.h"
#include "pose/training/losses.h"
#include "tensor/error.h"
#include "tensor/kernels/slice.h"

namespace posegrad::pose {
namespace {

// Numbers [first, first + count) of each camera, (N, 1, 1, count): they broadcast over frames and
// joints.
Variable intrinsic(const Tensor& intrinsics, Index first, Index count) {
  return Variable(kernels::slice(intrinsics, 1, {first, first + count})
                      .reshape({intrinsics.dim(0), 1, 1, count}));
}

// Mean predicted length of each bone, (J - 1).
Variable mean_bone_lengths(const Variable& poses, const Tensor& joints, const Tensor& parents) {
  const Variable lengths =
      norm_last(gather(poses, 2, joints) - gather(poses, 2, parents));  // (N, L, bones)
  return mean(mean(lengths, {1}), {0});
}

}  // namespace

Variable project(const Variable& points, const Tensor& intrinsics, Lens lens) {
  constexpr Index kIntrinsics = 9;
  const Shape& shape = points.shape();
  if (shape.rank() != 4 || shape[3] != 3 || !(intrinsics.shape() == Shape{shape[0], kIntrinsics}))
    throw ShapeError(fmt::format(
        "project: 'points' has shape {}, 'intrinsics' {}; expected (N, L, J, 3) and (N, 9)",
        shape.to_string(), intrinsics.shape().to_string()));
  const Variable f = intrinsic(intrinsics, 0, 2), c = intrinsic(intrinsics, 2, 2);
  const Variable d = clamp(slice(points, 3, {0, 2}) / slice(points, 3, {2, 3}), -1, 1);
  if (lens == Lens::linear) return f * d + c;
  const Variable k1 = intrinsic(intrinsics, 4, 1), k2 = intrinsic(intrinsics, 5, 1),
                 k3 = intrinsic(intrinsics, 6, 1);
  const Variable p = intrinsic(intrinsics, 7, 2);
  const Variable r2 = sum(d * d, {3}, true);
  const Variable radial = 1 + r2 * (k1 + r2 * (k2 + r2 * k3));
  const Variable tangential = sum(p * d, {3}, true);
  return f * (d * (radial + tangential) + p * r2) + c;
}

Variable reprojection_loss(const Variable& pose, const Variable& path, const Tensor& keypoints,
                           const Tensor& intrinsics, Lens lens) {
  return mpjpe_loss(project(pose + path, intrinsics, lens), Variable(keypoints));
}

Bones::Bones(const Skeleton& skeleton, Device device) {
  std::vector<Index> ends, starts;
  for (const auto& [joint, parent] : skeleton.bones()) {
    ends.push_back(joint);
    starts.push_back(parent);
  }
  const Shape bones{static_cast<Index>(ends.size())};
  joints = Tensor::from<Index>(bones, ends).to(device);
  parents = Tensor::from<Index>(bones, starts).to(device);
}

Variable bone_length_loss(const Variable& labelled, const Variable& unlabelled,
                          const Bones& bones) {
  return mean(abs(mean_bone_lengths(labelled, bones.joints, bones.parents) -
                  mean_bone_lengths(unlabelled, bones.joints, bones.parents)));
}

Variable bone_length_loss(const Variable& labelled, double labelled_share,
                          const Variable& unlabelled, double unlabelled_share, const Bones& bones,
                          Communicator& shards) {
  const auto mean_of_all = [&](const Variable& poses, double share) {
    return shard_sum(mean_bone_lengths(poses, bones.joints, bones.parents) * share, shards);
  };
  const Variable a = mean_of_all(labelled, labelled_share),
                 b = mean_of_all(unlabelled, unlabelled_share);
  return mean(abs(a - b)) * (1 / static_cast<double>(shards.shards()));
}

}  // namespace posegrad::pose
