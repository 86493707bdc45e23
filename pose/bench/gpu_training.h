#pragma once
#include "pose/bench/workloads.h"
#include "pose/data/chunks.h"
#include "pose/training/supervised.h"
#include "pose/training/training_step.h"

namespace posegrad::pose {

/// Training steps on a GPU as `posegrad run` does them: a set that lies there, batches gathered
/// from it by kernels, steps recorded and replayed.
class GpuTraining {
 public:
  /// Of the model with a set of random sequences.
  GpuTraining(const Workload& work, const TemporalModel& model);

  void step();

 private:
  std::vector<Sequence> sequences_;
  Mirroring mirroring_;
  ChunkedBatches batches_;
  nn::Adam adam_;
  SupervisedTask task_;
  TrainingRun run_;
  TrainingStep step_;
};

}  // namespace posegrad::pose
