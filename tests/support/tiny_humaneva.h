#pragma once
#include <cmath>
#include <string>
#include <vector>

#include "pose/data/pose_set.h"
#include "pose/geometry/camera_tables.h"
#include "pose/geometry/skeleton_tables.h"

namespace posegrad::test {

/// A data set in HumanEva's layout: a swarm of points that wander around the room, 30 frames a
/// piece, seen by the three cameras through a made-up lens. Train/S1, Train/S2, Validate/S1 and
/// Validate/S2 have "Walking 1 chunk0", "Walking 1 chunk2" and "Jog 1 chunk1"; Validate/S3 is
/// empty; Unlabeled/S4 has keypoints only.
struct TinyHumanEva {
  pose::Positions3d positions;
  pose::Keypoints2d keypoints;

  explicit TinyHumanEva(Index joints) {
    const pose::Skeleton& skeleton = joints == 15 ? pose::humaneva_15() : pose::humaneva_20();
    keypoints.metadata = {"humaneva" + std::to_string(joints),
                          joints,
                          skeleton.joints_left,
                          skeleton.joints_right,
                          {}};
    for (const std::string name : {"Train/S1", "Train/S2", "Validate/S1", "Validate/S2"}) {
      positions.push_back({name, {}});
      keypoints.subjects.push_back({name, {}});
      for (const std::string action : {"Walking 1 chunk0", "Walking 1 chunk2", "Jog 1 chunk1"}) {
        positions.back().recordings.push_back({action, wander(joints, phase_ += 0.7)});
        const Tensor& poses = positions.back().recordings.back().poses;
        keypoints.subjects.back().recordings.push_back({action, seen(name, poses)});
      }
    }
    positions.push_back({"Validate/S3", {}});
    keypoints.subjects.push_back({"Validate/S3", {}});
    keypoints.subjects.push_back(
        {"Unlabeled/S4", {{"Box 1 chunk0", seen("Train/S1", wander(joints, 0))}}});
  }

 private:
  static Tensor wander(Index joints, double phase) {
    Tensor poses = Tensor::empty({30, joints, 3});
    float* out = poses.data<float>();
    for (int t = 0; t < 30; ++t)
      for (Index j = 0; j < joints; ++j) {
        const double a = 0.1 * t + phase, b = static_cast<double>(j) * 1.3;
        *out++ = static_cast<float>(0.5 * std::sin(a) + 0.3 * std::sin(b + 0.2 * a));
        *out++ = static_cast<float>(0.5 * std::cos(a) + 0.3 * std::cos(b));
        *out++ = static_cast<float>(1 + 0.7 * std::sin(2 * b));
      }
    return poses;
  }

  static std::vector<Tensor> seen(const std::string& subject, const Tensor& poses) {
    std::vector<Tensor> views;
    for (const pose::Camera& camera : pose::humaneva_cameras(subject))
      views.push_back(pose::screen_to_pixels(
          pose::project_linear(pose::world_to_camera(poses, camera.known_place()),
                               {2.3F, 2.3F, 0, 0, 0, 0, 0, 0, 0}),
          camera.width, camera.height));
    return views;
  }

  double phase_ = 0;
};

}  // namespace posegrad::test
