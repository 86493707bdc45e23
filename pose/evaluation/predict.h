#pragma once
#include <vector>

#include "pose/data/sequences.h"
#include "pose/evaluation/progress.h"
#include "pose/model/temporal_model.h"

namespace posegrad::pose {

struct PredictOptions {
  bool mirror = true;  // the mean of the prediction and the mirrored one of the mirrored input
  bool fast = true;  // by InferenceModel; else by the plain TemporalModel: they differ by rounding
};

/// 3D poses of every frame of every sequence, (T, J, 3), relative to the root as the model returns
/// them: a sequence is padded by edge frames. Short sequences go through the model together, long
/// ones in blocks. The model works where its weights lie; the poses are brought to host memory.
/// Source: arXiv:1811.11742, 4.1 (flip augmentation at test time).
std::vector<Tensor> predict(const TemporalModel& model, const std::vector<Sequence>& sequences,
                            const Mirroring& mirroring, const PredictOptions& options,
                            const EvaluationProgress& progress = {});
Tensor predict(const TemporalModel& model, const Sequence& sequence, const Mirroring& mirroring,
               const PredictOptions& options, const EvaluationProgress& progress = {});

/// The same poses one sequence after the other, (sum of T, J, 3), where the model's weights lie.
Tensor predict_joined(const TemporalModel& model, const std::vector<Sequence>& sequences,
                      const Mirroring& mirroring, const PredictOptions& options,
                      const EvaluationProgress& progress = {});

/// The root's path, (T, 1, 3) in camera space, metres: the same for a trajectory model, whose only
/// joint is never swapped.
std::vector<Tensor> predict_trajectories(const TemporalModel& model,
                                         const std::vector<Sequence>& sequences,
                                         const Mirroring& mirroring, const PredictOptions& options,
                                         const EvaluationProgress& progress = {});
Tensor predict_trajectory(const TemporalModel& model, const Sequence& sequence,
                          const Mirroring& mirroring, const PredictOptions& options,
                          const EvaluationProgress& progress = {});

/// Puts root-relative poses (T, J, 3) on the root's path (T, 1, 3), in place. Both f32.
void add_path(const Tensor& poses, const Tensor& path);

}  // namespace posegrad::pose
