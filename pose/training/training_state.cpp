#include "pose/training/training_state.h"

#include <algorithm>

#include <fmt/format.h>

#include "pose/model/checkpoint/finite.h"
#include "pose/training/schedule.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

// Steps of another size would pass over other frames.
void require_same_steps(const std::string& path, const BatchSource& batches,
                        const PartialEpoch& partial) {
  const Index samples = batches.samples_per_epoch(), steps = partial.steps_done;
  if (steps <= batches.batches_per_epoch() &&
      partial.frames == std::min(samples, steps * batches.largest()) * batches.frames_per_sample())
    return;
  throw DataError(
      fmt::format("{}: it was interrupted after {} steps of together {} frames, which these "
                  "options and data do not give: resume with the same command",
                  path, steps, partial.frames));
}

void resume_partial_epoch(const Checkpoint& checkpoint, const std::string& path, TrainingRun& run) {
  const auto& partial = checkpoint.run_facts->partial;
  if (!partial) return;
  if (!checkpoint.random_state)
    throw DataError(
        fmt::format("{}: random_state is missing, which an interrupted epoch needs", path));
  run.partial = PartialEpoch{*checkpoint.random_state, partial->steps_done, partial->loss_sum,
                             partial->frames};
  require_same_steps(path, run.batches, *run.partial);
}

// The place inside the endless list, or as the original does it: the generator's state, and a fresh
// permutation.
void resume_unlabelled(const Checkpoint& checkpoint, ChunkedBatches& batches, bool like_original) {
  if (checkpoint.run_facts && checkpoint.run_facts->unlabelled && !like_original)
    batches.set_position(*checkpoint.run_facts->unlabelled);
  else if (checkpoint.random_state_semi)
    batches.set_random(*checkpoint.random_state_semi);
}

void load_models(const Checkpoint& checkpoint, const std::string& path,
                 const TrainingState& state) {
  if (checkpoint.model_traj.has_value() != (state.path != nullptr))
    throw DataError(fmt::format("{}: it holds {} model of the root's path, this training has {}",
                                path, checkpoint.model_traj ? "a" : "no",
                                state.path != nullptr ? "one" : "none"));
  load_state(state.poses, checkpoint.model_pos, place_in(path, checkpoint.pos_key));
  if (state.path != nullptr)
    load_state(*state.path, *checkpoint.model_traj, place_in(path, checkpoint.traj_key));
}

}  // namespace

Checkpoint checkpoint_of(const TrainingState& state, const ModelFacts& facts) {
  const TrainingRun& run = state.run;
  Checkpoint checkpoint;
  checkpoint.epoch = run.epochs_done;
  checkpoint.learning_rate = run.learning_rate;
  checkpoint.random_state = run.partial ? run.partial->random_at_start : run.batches.random();
  checkpoint.optimizer = save_optimizer(run.optimizer);
  checkpoint.model_pos = save_state(state.poses);
  checkpoint.model_facts = facts;
  checkpoint.run_facts = RunFacts{run.random, run.momentum, {}, {}};
  if (run.shard) checkpoint.run_facts->shards = run.shard->group->shards();
  if (run.partial)
    checkpoint.run_facts->partial =
        PartialEpochState{run.partial->steps_done, run.partial->loss_sum, run.partial->frames};
  if (state.path != nullptr) checkpoint.model_traj = save_state(*state.path);
  if (state.unlabelled != nullptr) {
    checkpoint.random_state_semi = state.unlabelled->random();
    checkpoint.run_facts->unlabelled = state.unlabelled->position();
  }
  require_finite(checkpoint);
  return checkpoint;
}

void save_training(const std::string& path, const TrainingState& state, const ModelFacts& facts) {
  write_checkpoint(path, checkpoint_of(state, facts));
}

bool resume_from(const Checkpoint& checkpoint, const std::string& path, const TrainingState& state,
                 const ResumeOptions& options) {
  TrainingRun& run = state.run;
  const bool knows_run = checkpoint.run_facts.has_value();
  run.epochs_done = checkpoint.epoch.value_or(0);
  run.learning_rate = checkpoint.learning_rate.value_or(run.learning_rate);
  run.momentum = Schedule::momentum(run.epochs_done, std::max<Index>(options.epochs, 1));
  if (checkpoint.optimizer)
    load_optimizer(run.optimizer, *checkpoint.optimizer, path + ": optimizer");
  if (checkpoint.random_state && (checkpoint.optimizer || !options.like_original))
    run.batches.set_random(*checkpoint.random_state);
  if (options.like_original) {
    run.momentum = Schedule::kFirstMomentum;
  } else if (knows_run) {
    run.random = checkpoint.run_facts->random;
    run.momentum = checkpoint.run_facts->momentum;
    resume_partial_epoch(checkpoint, path, run);
  } else {
    // Not the numbers that the first epochs drew.
    run.random.counter = static_cast<std::uint64_t>(run.epochs_done) << 32;
  }
  if (state.unlabelled != nullptr)
    resume_unlabelled(checkpoint, *state.unlabelled, options.like_original);
  return knows_run || options.like_original;
}

bool resume_training(const std::string& path, const TrainingState& state,
                     const ResumeOptions& options) {
  const Checkpoint checkpoint = read_checkpoint(path);
  if (!options.like_original) require_training(checkpoint, path);
  load_models(checkpoint, path, state);
  return resume_from(checkpoint, path, state, options);
}

}  // namespace posegrad::pose
