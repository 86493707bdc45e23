#include "pose/training/shard_threads.h"

#include <exception>
#include <system_error>
#include <thread>

#include "tensor/parallel.h"

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
  std::vector<std::exception_ptr> failures(shards.size());
  TrainingEnd end = TrainingEnd::interrupted;
  const auto work = [&](std::size_t i, const TrainingCallbacks& told) {
    try {
      use_threads(threads());
      const TrainingEnd own = train(shards[i].run, shards[i].task, options, told);
      if (i == 0) end = own;
    } catch (const ShardsCancelled&) {
    } catch (...) {
      failures[i] = std::current_exception();
      group.cancel();
    }
  };
  {
    std::vector<std::jthread> others;
    try {
      for (std::size_t i = 1; i < shards.size(); ++i)
        others.emplace_back([&work, i] { work(i, {}); });
    } catch (const std::system_error&) {  // no more threads: those that began wait for the others
      group.cancel();
      throw;
    }
    work(0, callbacks);
  }
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
  return end;
}

}  // namespace posegrad::pose
