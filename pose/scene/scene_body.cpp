#include "pose/scene/scene_body.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace posegrad::pose {
namespace {

constexpr float kGuessed = 0.2F;  // trust in what was not seen

// What Human3.6M calls otherwise than keypoint layouts do.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kOtherNames{
    {{"left foot", "left ankle"}, {"right foot", "right ankle"}}};

/// The keypoint of a joint; the number of keypoints where there is none.
std::size_t keypoint_of(const std::string& joint, const std::vector<std::string>& keypoints) {
  auto found = std::ranges::find(keypoints, joint);
  for (const auto& [ours, theirs] : kOtherNames)
    if (found == keypoints.end() && joint == ours) found = std::ranges::find(keypoints, theirs);
  return static_cast<std::size_t>(found - keypoints.begin());
}

}  // namespace

Tensor joint_trust(const Scene& scene) {
  const Skeleton& skeleton = scene.motions.front().skeleton;
  const Index T = scene.num_frames(), J = skeleton.num_joints();
  const Tensor trust = Tensor::full({T, J}, 1);
  float* const at = trust.data<float>();
  for (const FrameSeries& series : scene.series) {
    const auto* const interpolated = std::get_if<std::vector<bool>>(&series.values);
    if (series.name != "frame_interpolated" || !interpolated) continue;
    for (Index t = 0; t < T; ++t)
      if ((*interpolated)[static_cast<std::size_t>(t)]) std::fill_n(at + t * J, J, kGuessed);
  }
  if (!scene.keypoints) return trust;
  const std::vector<std::string>& names = scene.keypoints->layout.joints;
  const auto seen = scene.keypoints->positions.cpu_view<float>();
  for (Index j = 0; j < J; ++j) {
    const std::size_t k = keypoint_of(skeleton.names[static_cast<std::size_t>(j)], names);
    if (k == names.size()) continue;
    for (Index t = 0; t < T; ++t)
      if (!std::isfinite(seen[2 * (static_cast<std::size_t>(t) * names.size() + k)]))
        at[t * J + j] = kGuessed;
  }
  return trust;
}

BodyFit fit_scene(const Scene& scene, const std::string& person, std::optional<double> height,
                  const std::string& user, const BodyFitProgress& progress) {
  check_scene(scene, user);
  const SceneMotion& motion = scene.motions.front();
  BodyFitOptions options;
  options.fps = scene.fps;
  options.height = height;
  options.confidence = joint_trust(scene);
  options.foot_contacts = motion.foot_contacts;
  options.user = user;
  BodyFit fit = fit_body(motion.positions, motion.skeleton, options, progress);
  fit.motion.name = person;
  fit.motion.frame_numbers = scene.frame_numbers;
  return fit;
}

AngleTable scene_angles(const Scene& scene, const BodyMotion& motion) {
  AngleTable table = joint_angles(motion);
  const Tensor& poses = scene.motions.front().positions;
  const auto numbers = poses.cpu_view<float>();
  const auto of_frame = static_cast<std::size_t>(poses.dim(1) * poses.dim(2));
  for (std::size_t t = 0; t < table.frame_numbers.size(); ++t) {
    const auto pose = numbers.subspan(t * of_frame, of_frame);
    if (std::ranges::any_of(pose, [](float x) { return std::isfinite(x); })) continue;
    for (AngleTable::Angle& angle : table.angles)
      angle.degrees[t] = std::numeric_limits<double>::quiet_NaN();
  }
  return table;
}

}  // namespace posegrad::pose
