#pragma once
#include "apps/bench/workloads.h"
#include "pose/data/chunks.h"
#include "pose/training/supervised.h"
#include "pose/training/training_step.h"

namespace posegrad::apps {

/// Training steps on a GPU as `posegrad run` does them: a set that lies there, batches gathered
/// from it by kernels, steps recorded and replayed.
class GpuTraining {
 public:
  /// Of the model with a set of random sequences.
  GpuTraining(const Workload& work, const pose::TemporalModel& model);

  void step();

 private:
  std::vector<pose::Sequence> sequences_;
  pose::Mirroring mirroring_;
  pose::ChunkedBatches batches_;
  nn::Adam adam_;
  pose::SupervisedTask task_;
  pose::TrainingRun run_;
  pose::TrainingStep step_;
};

}  // namespace posegrad::apps
