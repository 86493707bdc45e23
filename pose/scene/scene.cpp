#include "pose/scene/scene.h"

#include <cmath>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose {
namespace {

void check_tensor(const std::string& what, const Tensor& tensor, const Shape& wanted) {
  if (!tensor.defined() || tensor.shape() != wanted)
    throw ShapeError(fmt::format("{} has shape {}; expected {}", what, tensor.shape().to_string(),
                                 wanted.to_string()));
  tensor.cpu_view<float>();  // throws unless f32 in host memory
}

void check_contacts(const std::string& what, const Tensor& contacts, Index frames) {
  if (contacts.shape() != Shape{frames, 2})
    throw ShapeError(fmt::format("{} has shape {}; expected ({}, 2)", what,
                                 contacts.shape().to_string(), frames));
  contacts.cpu_view<Index>();  // throws unless i64 in host memory
}

void check_joint(const std::string& what, Index joint, Index count, Index lowest = 0) {
  if (joint < lowest || joint >= count)
    throw ValueError(fmt::format("{} names joint {} of {}", what, joint, count));
}

void check_motion(const std::string& what, const SceneMotion& motion, Index frames) {
  const Skeleton& skeleton = motion.skeleton;
  const Index joints = skeleton.num_joints();
  if (static_cast<Index>(skeleton.names.size()) != joints)
    throw ValueError(
        fmt::format("{} has {} joint names for {} joints", what, skeleton.names.size(), joints));
  for (const Index parent : skeleton.parents) check_joint(what, parent, joints, -1);
  for (const Index joint : skeleton.joints_left) check_joint(what, joint, joints);
  for (const Index joint : skeleton.joints_right) check_joint(what, joint, joints);
  check_tensor(what, motion.positions, {frames, joints, 3});
  if (motion.error_mm.defined()) check_tensor(what + ": error_mm", motion.error_mm, {frames});
  if (motion.foot_contacts.defined())
    check_contacts(what + ": foot_contacts", motion.foot_contacts, frames);
  if (!motion.angles) return;
  check_angles(*motion.angles, what);
  const auto numbers = static_cast<Index>(motion.angles->frame_numbers.size());
  if (numbers != frames)
    throw ShapeError(
        fmt::format("{}: the angles are of {} frames; expected {}", what, numbers, frames));
}

void check_keypoints(const std::string& what, const SceneKeypoints& keypoints, Index frames) {
  const KeypointLayout& layout = keypoints.layout;
  const Index joints = layout.num_joints();
  if (keypoints.size.width <= 0 || keypoints.size.height <= 0)
    throw ValueError(fmt::format("{}: a video of {} x {} pixels", what, keypoints.size.width,
                                 keypoints.size.height));
  for (const auto& [a, b] : layout.bones) {
    check_joint(what, a, joints);
    check_joint(what, b, joints);
  }
  for (const Index joint : layout.left) check_joint(what, joint, joints);
  for (const Index joint : layout.right) check_joint(what, joint, joints);
  check_tensor(what, keypoints.positions, {frames, joints, 2});
}

}  // namespace

void check_scene(const Scene& scene, std::string_view user) {
  if (scene.motions.empty()) throw ValueError(fmt::format("{}: the scene has no motion", user));
  if (!(scene.fps > 0) || !std::isfinite(scene.fps))
    throw ValueError(fmt::format(
        "{}: the scene has {} frames per second; expected a positive number", user, scene.fps));
  for (std::size_t m = 0; m < scene.motions.size(); ++m)
    check_motion(fmt::format("{}: motion {} '{}'", user, m, scene.motions[m].title),
                 scene.motions[m], scene.num_frames());
  if (scene.keypoints)
    check_keypoints(fmt::format("{}: the keypoints ({})", user, scene.keypoints->layout.name),
                    *scene.keypoints, scene.num_frames());
  for (const FrameSeries& series : scene.series)
    if (static_cast<Index>(series.size()) != scene.num_frames())
      throw ShapeError(fmt::format("{}: '{}' has {} numbers; {} frames have one each", user,
                                   series.name, series.size(), scene.num_frames()));
}

}  // namespace posegrad::pose
