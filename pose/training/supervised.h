#pragma once
#include <vector>

#include "pose/model/temporal_model.h"
#include "pose/training/training_run.h"

namespace posegrad::pose {

/// MPJPE of root-relative poses: the root's target is the origin, what the model says of it counts
/// as it comes. After an epoch: the same of the training and of the test set in evaluation mode,
/// without mirroring.
class SupervisedTask final : public TrainingTask {
 public:
  struct Setup {
    const TemporalModel& model;
    ModelForm form;  // of the training steps; evaluation is always dilated
    const Mirroring& mirroring;
    const std::vector<Sequence>& training;
    const std::vector<Sequence>& validation;
    bool fast_evaluation = true;  // as in PredictOptions
  };
  /// Keeps the references.
  explicit SupervisedTask(Setup setup) : setup_(setup) {}

  StepLoss loss(const Batch& batch, const nn::Pass& pass, Index epochs_done) override;
  void evaluate(EpochReport& report, const EvaluationProgress& progress,
                Communicator* shards) override;

 private:
  Setup setup_;
};

}  // namespace posegrad::pose
