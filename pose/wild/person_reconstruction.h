#pragma once
#include "pose/data/views/person_window.h"
#include "pose/wild/reconstruct.h"

namespace posegrad::pose {

/// reconstruct() for a model of the person's own view (ModelInput::person). keypoints (T, 17, 3):
/// pixels and a number above 0 where the keypoint was seen. Every frame has a window of its own,
/// made at the model's frame rate, so that nothing is interpolated afterwards. The root's path is
/// where the pose fits the keypoints best, as the camera sees them.
Reconstruction reconstruct_person(const PretrainedModel& model, const Tensor& keypoints,
                                  const ReconstructOptions& options,
                                  const EvaluationProgress& progress = {});

/// Windows of the model's receptive field around every frame, (T, L, 18, 3), and the turn of each
/// frame's view. step: frames of the video from one of the window to the next; what lies beyond the
/// ends repeats the edge frames. Between two frames at most five steps apart that saw it, a
/// keypoint is seen, on the line between them. With `causal` nothing after the frame is looked at:
/// the last frame of a window is the frame itself, else the middle one.
struct PersonWindows {
  Tensor windows;
  std::vector<Quaternion> turns;
};
PersonWindows person_windows(const Tensor& keypoints, Index length, double step, bool causal,
                             const Pinhole& camera);

/// Where the root is, (T, 1, 3), camera space, metres: for each frame the t that makes
///   sum_k s_k |(p_k + t).xy - r_k (p_k + t).z|^2
/// least: p_k joints relative to the root, r_k = (pixel - centre) / focal length of the keypoint
/// that is the same joint, s_k 1 where it was seen. poses (T, 17, 3): camera axes; keypoints
/// (T, 17, 3). A frame that saw too little has its neighbour's.
Tensor fitting_path(const Tensor& poses, const Tensor& keypoints, const Pinhole& camera);

}  // namespace posegrad::pose
