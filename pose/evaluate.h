#pragma once
#include <functional>
#include <string>
#include <vector>

#include "pose/data/dataset.h"
#include "pose/model/temporal_model.h"

namespace posegrad::pose {

/// The four errors of the paper, in metres (velocity: metres per frame).
struct PoseErrors {
  double mpjpe = 0;     // protocol 1: no alignment
  double p_mpjpe = 0;   // protocol 2: after the best similarity transform of each frame
  double n_mpjpe = 0;   // protocol 3: after the best scale of each frame
  double velocity = 0;  // of frame-to-frame differences
};

struct ActionErrors {
  std::string action;  // first word of the names
  PoseErrors errors;   // means over frames of all subjects and cameras
  Index frames = 0;
};

/// Called with the frames done so far, of all.
using EvaluationProgress = std::function<void(Index frames_done, Index frames)>;

/// 3D poses of every frame, (T, J, 3), relative to the root as the model returns them: the sequence
/// is padded by edge frames, a long one goes through the model in blocks. With `mirror` the mean of
/// the prediction and of the mirrored prediction of the mirrored input. Source:
/// arXiv:1811.11742, 4.1 (flip augmentation at test time).
Tensor predict(const TemporalModel& model, const Sequence& sequence, const Mirroring& mirroring,
               bool mirror, const EvaluationProgress& progress = {});

/// The root's path, (T, 1, 3) in camera space, metres: the same for a trajectory model, whose only
/// joint is never swapped.
Tensor predict_trajectory(const TemporalModel& model, const Sequence& sequence,
                          const Mirroring& mirroring, bool mirror,
                          const EvaluationProgress& progress = {});

/// Puts root-relative poses (T, J, 3) on the root's path (T, 1, 3), in place. Both f32.
void add_path(const Tensor& poses, const Tensor& path);

/// MPJPE in metres over all frames of the sequences, without mirroring: what is printed after each
/// epoch.
double validation_error(const TemporalModel& model, const std::vector<Sequence>& sequences,
                        const Mirroring& mirroring, const EvaluationProgress& progress = {});

struct EvaluationOptions {
  std::vector<std::string> subjects;
  std::vector<std::string> action_prefixes;
  Index downsample = 1;
  bool mirror = true;
};

/// Errors per action, in order of first appearance: subjects as listed, actions in the order of the
/// 3D file. Throws DataError when there is no ground truth, or nothing matches.
std::vector<ActionErrors> evaluate_actions(const TemporalModel& model, const Dataset& dataset,
                                           const EvaluationOptions& options,
                                           const EvaluationProgress& progress = {});

/// Unweighted mean over actions.
PoseErrors action_average(const std::vector<ActionErrors>& actions);

}  // namespace posegrad::pose
