#pragma once
#include <memory>

#include "pose/data/batch_feed.h"
#include "pose/training/training_run.h"

namespace posegrad::pose {

/// The steps of a training: forward, backward, update. On a GPU a step is recorded when one like it
/// comes a second time, and started as a whole from then on; what changes from step to step, the
/// batch, the learning rate, the momentum and the random counter, is found in the GPU's memory.
/// While somebody observes kernels nothing is recorded.
class TrainingStep {
 public:
  /// Keeps the references. Works where the optimizer's parameters lie.
  TrainingStep(TrainingRun& run, TrainingTask& task, bool fused,
               BatchFeed::Placement placement = BatchFeed::Placement::resident_if_it_fits);
  ~TrainingStep();
  TrainingStep(const TrainingStep&) = delete;
  TrainingStep& operator=(const TrainingStep&) = delete;

  /// Goes on to the next batch. Returns false, and has none, at the end of an epoch.
  bool advance();
  Index frames() const;  // output frames of the batch, all shards' together

  struct Errors {
    double total;  // what is minimised
    double pose;   // TrainingTask::StepLoss
  };
  /// Does the step of this batch. Nothing is updated when the loss is not finite.
  Errors run();

 private:
  struct OnGpu;
  TrainingTask::StepLoss forward(const nn::Pass& pass);
  Errors run_plainly();
  Errors run_shard();
  Errors run_on_gpu();

  TrainingRun& run_;
  TrainingTask& task_;
  bool fused_;
  BatchFeed feed_;
  std::unique_ptr<OnGpu> gpu_;
};

}  // namespace posegrad::pose
