#pragma once
#include <vector>

#include "pose/model/temporal_model.h"
#include "pose/training/training_run.h"

namespace posegrad::pose {

/// Supervised training of a model of poses and one of the root's path, which share nothing but the
/// batches: MPJPE of the root-relative poses plus MPJPE of the path weighted by 1 / depth. It is
/// the supervised half of semi-supervised training (SemiSupervisedTask), and as it projects nothing
/// it takes keypoints of any layout.
class WithTrajectoryTask final : public TrainingTask {
 public:
  struct Setup {
    const TemporalModel& poses;
    const TemporalModel& path;
    ModelForm form;  // of the training steps; evaluation is always dilated
    const Mirroring& mirroring;
    const std::vector<Sequence>& training;
    const std::vector<Sequence>& validation;
    bool fast_evaluation = true;  // as in PredictOptions
  };
  /// Keeps the references.
  explicit WithTrajectoryTask(Setup setup) : setup_(setup) {}

  StepLoss loss(const Batch& batch, const nn::Pass& pass, Index epochs_done) override;
  void evaluate(EpochReport& report, const EvaluationProgress& progress,
                Communicator* shards) override;

 private:
  Setup setup_;
};

}  // namespace posegrad::pose
