#pragma once
#include <span>

#include "pose/training/training_run.h"
#include "tensor/shards/shard_group.h"

namespace posegrad::pose {

/// A model whose parameters hold the same numbers in the same memory, with gradients of its own: for a
/// shard of the same process. Running statistics are copies; shards keep them alike.
TemporalModel replica_of(const TemporalModel& model);

/// Brings a shard's run to where another's is, but for its batches.
void follow(TrainingRun& run, const TrainingRun& first);

/// One shard's part in a training: its run, whose optimizer updates the model if it is the first, and
/// its task.
struct ShardTraining {
  TrainingRun& run;
  TrainingTask& task;
};

/// train() by all shards of this process, the first on this thread, the others on their own. Products
/// are divided for threads() threads in each of them. `callbacks` are the first one's. Throws what the
/// shard that gave up first threw.
TrainingEnd train_shards(ShardGroup& group, std::span<const ShardTraining> shards,
                         const TrainingOptions& options, const TrainingCallbacks& callbacks);

}  // namespace posegrad::pose
