#pragma once
#include <functional>
#include <vector>

#include "pose/data/views/endless_views.h"
#include "pose/model/temporal_model.h"
#include "pose/training/training_run.h"

namespace posegrad::pose {

/// MPJPE of Human3.6M's 17 joints and of the point above the hips that says where up is, of endless
/// views. After an epoch: that of a fixed number of views of training and of test motion, which are
/// the same ones after every epoch.
class ViewsTask final : public TrainingTask {
 public:
  struct Setup {
    const TemporalModel& model;
    const views::EndlessViews& training;
    const views::EndlessViews& validation;
    Index evaluated = 8192;  // views, after an epoch
  };
  /// Keeps the references.
  explicit ViewsTask(Setup setup) : setup_(setup) {}

  StepLoss loss(const Batch& batch, const nn::Pass& pass, Index epochs_done) override;
  void evaluate(EpochReport& report, const EvaluationProgress& progress,
                Communicator* shards) override;

 private:
  double error_of(const views::EndlessViews& views, const std::function<void(Index)>& done,
                  Communicator* shards) const;
  Setup setup_;
};

}  // namespace posegrad::pose
