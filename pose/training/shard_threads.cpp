#include "pose/training/shard_threads.h"

namespace posegrad::pose {

TemporalModel replica_of(const TemporalModel& model) {
  TemporalModel replica(model.options(), 0);
  const nn::State from = model.state(), to = replica.state();
  nn::move_to(replica, from.all.front().tensor.device());
  for (std::size_t i = 0; i < from.all.size(); ++i) to.all[i].tensor.copy_from(from.all[i].tensor);
  for (std::size_t i = 0; i < from.parameters.size(); ++i) {
    Variable parameter = to.parameters[i].variable;
    parameter.set_value(from.parameters[i].variable.value());
  }
  return replica;
}

void follow(TrainingRun& run, const TrainingRun& first) {
  run.random = first.random;
  run.learning_rate = first.learning_rate;
  run.momentum = first.momentum;
  run.epochs_done = first.epochs_done;
  run.partial = first.partial;
  run.optimizer.set_steps(first.optimizer.steps());
}

TrainingEnd train_shards(ShardGroup& group, std::span<const ShardTraining> shards,
                         const TrainingOptions& options, const TrainingCallbacks& callbacks) {
  TrainingEnd end = TrainingEnd::interrupted;
  group.run([&](Index i) {
    const ShardTraining& shard = shards[static_cast<std::size_t>(i)];
    const TrainingEnd own =
        train(shard.run, shard.task, options, i == 0 ? callbacks : TrainingCallbacks{});
    if (i == 0) end = own;
  });
  return end;
}

}  // namespace posegrad::pose
