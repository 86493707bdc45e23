#include "apps/run_training.h"

#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "apps/console.h"
#include "apps/run_data.h"
#include "apps/training_session.h"
#include "pose/formats/atomic_file.h"
#include "pose/training/semi_supervised.h"
#include "pose/training/supervised.h"
#include "pose/training/with_trajectory.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

constexpr std::uint32_t kUnlabelledSeed = 4321;

// Finds out now, not after the first ten epochs, that the folder cannot be written to.
void prepare_folder(const RunOptions& options) {
  std::error_code error;
  std::filesystem::create_directories(options.checkpoint, error);
  if (error)
    throw IoError(fmt::format("cannot make the checkpoint folder {}: {}", options.checkpoint,
                              error.message()));
  // Not committed: leaves nothing behind.
  pose::formats::AtomicFile probe(checkpoint_path(options, "epoch_0.bin"));
  probe.write("posegrad");
}

pose::ChunkOptions chunk_options(const RunOptions& options, const pose::TemporalModel& model) {
  return {.chunks_per_batch = options.batch_size / options.stride,
          .chunk_length = options.stride,
          .padding = model.padding(),
          .causal_shift = options.causal ? model.padding() : 0,
          .mirror = options.data_augmentation};
}

pose::ModelForm training_form(const RunOptions& options) {
  const bool single_frame = options.stride == 1 && !options.dense && options.optimizations;
  return single_frame ? pose::ModelForm::single_frame : pose::ModelForm::dilated;
}

std::vector<pose::Sequence> labelled_sequences(const RunOptions& options,
                                               const pose::Dataset& dataset) {
  std::vector<pose::Sequence> training = pose::select(
      dataset, {options.subjects_train, options.actions, options.downsample, options.subset});
  require_ground_truth(options, training, "train on");
  return training;
}

// Their 3D poses, where there are some, are left out: nothing may learn from them.
std::vector<pose::Sequence> unlabelled_sequences(const RunOptions& options,
                                                 const pose::Dataset& dataset) {
  std::vector<pose::Sequence> sequences =
      pose::select(dataset, {options.subjects_unlabeled, options.actions, options.downsample, 1});
  for (pose::Sequence& s : sequences) s.positions = {};
  pose::check_semi_supervision(dataset, sequences);
  for (const std::string& subject : options.subjects_unlabeled)
    if (std::ranges::find(options.subjects_train, subject) != options.subjects_train.end())
      fmt::print(stderr, "posegrad run: subject {} is used with and without labels\n", subject);
  return sequences;
}

std::vector<nn::NamedVariable> parameters(const RunModel& model) {
  std::vector<nn::NamedVariable> all = model.pose.state().parameters;
  if (model.trajectory)
    for (const nn::NamedVariable& p : model.trajectory->state().parameters) all.push_back(p);
  return all;
}

// The place inside the endless list, or as the original does it: the generator's state, and a fresh
// permutation.
void resume_unlabelled(const RunOptions& options, const pose::Checkpoint& from,
                       pose::ChunkedBatches& batches) {
  if (from.run_facts && from.run_facts->unlabelled && !options.compat_resume)
    batches.set_position(*from.run_facts->unlabelled);
  else if (from.random_state_semi)
    batches.set_random(*from.random_state_semi);
}

// Steps of another size would pass over other frames.
void require_same_steps(const RunOptions& options, const std::string& path,
                        const pose::TrainingRun& run) {
  const auto chunks = static_cast<Index>(run.batches.chunks().size());
  const Index steps = run.partial->steps_done, per_step = options.batch_size / options.stride;
  if (steps <= run.batches.batches_per_epoch() &&
      run.partial->frames == std::min(chunks, steps * per_step) * options.stride)
    return;
  throw DataError(
      fmt::format("{}: it was interrupted after {} steps of together {} frames, which these "
                  "options and data do not give: resume with the same command",
                  path, steps, run.partial->frames));
}

// Takes over what the checkpoint says about the run so far. The reference's files lack our keys:
// momentum then follows from the epoch, dropout starts a fresh stream, and one line says so.
void resume(const RunOptions& options, const RunModel& model, pose::TrainingRun& run) {
  const pose::Checkpoint& from = *model.checkpoint;
  run.epochs_done = from.epoch.value_or(0);
  run.learning_rate = from.learning_rate.value_or(options.learning_rate);
  run.momentum = pose::Schedule::momentum(run.epochs_done, std::max<Index>(options.epochs, 1));
  if (from.optimizer)
    pose::load_optimizer(run.optimizer, *from.optimizer, model.checkpoint_path + ": optimizer");
  if (from.random_state && (from.optimizer || !options.compat_resume))
    run.batches.set_random(*from.random_state);
  if (options.compat_resume) {
    run.momentum = pose::Schedule::kFirstMomentum;
  } else if (from.run_facts) {
    run.random = from.run_facts->random;
    run.momentum = from.run_facts->momentum;
    if (const auto& partial = from.run_facts->partial) {
      if (!from.random_state)
        throw DataError(fmt::format("{}: random_state is missing, which an interrupted epoch needs",
                                    model.checkpoint_path));
      run.partial = pose::PartialEpoch{*from.random_state, partial->steps_done, partial->loss_sum,
                                       partial->frames};
      require_same_steps(options, model.checkpoint_path, run);
    }
  } else {
    // Not the numbers that the first epochs drew.
    run.random.counter = static_cast<std::uint64_t>(run.epochs_done) << 32;
    fmt::print(stderr,
               "posegrad run: {} does not hold batch-norm momentum and dropout stream: momentum "
               "continues as epoch {} of "
               "{} has it, dropout with fresh numbers\n",
               model.checkpoint_path, run.epochs_done + 1, options.epochs);
  }
}

TrainingOutcome train(pose::TrainingRun& run, pose::TrainingTask& task, const RunOptions& options,
                      TrainingSession& session) {
  const pose::TrainingOptions how{.epochs = options.epochs,
                                  .schedule = {options.lr_decay},
                                  .evaluate_each_epoch = options.eval,
                                  .fused = options.fused_training};
  pose::TrainingEnd end = pose::TrainingEnd::interrupted;
  try {
    end = pose::train(run, task, how, session.callbacks());
  } catch (const StopRequested&) {
  }
  session.stop_progress();
  if (end == pose::TrainingEnd::interrupted) session.save_interrupted();
  if (!session.interrupted()) return {end, session.summary()};
  if (end == pose::TrainingEnd::finished)
    fmt::print(stderr,
               "posegrad run: interrupted after the last epoch; evaluate with the same command and "
               "--evaluate epoch_{}.bin\n",
               options.epochs);
  return {pose::TrainingEnd::interrupted, ""};
}

void require_same_supervision(const RunOptions& options, const RunModel& model) {
  const bool unlabelled = model.checkpoint && model.checkpoint->random_state_semi;
  if (options.trains_trajectory() && !model.trajectory)
    throw DataError(
        fmt::format("{}: it holds no trajectory model, which {} needs: it was trained without",
                    model.checkpoint_path, options.semi_supervised() ? "-sun" : "--trajectory"));
  if (!options.trains_trajectory() && model.trajectory)
    throw DataError(fmt::format("{}: it holds a trajectory model: go on with {}",
                                model.checkpoint_path,
                                unlabelled ? "the same -sun" : "--trajectory"));
}

}  // namespace

TrainingOutcome run_training(const RunOptions& options, const pose::Dataset& dataset,
                             const RunModel& model, const std::vector<pose::Sequence>& test,
                             JsonLog& log) {
  const bool semi_supervised = options.semi_supervised();
  require_same_supervision(options, model);
  const std::vector<pose::Sequence> training = labelled_sequences(options, dataset);
  const pose::ChunkOptions chunks = chunk_options(options, model.pose);
  pose::ChunkedBatches batches(training, dataset.mirroring, chunks);
  std::optional<pose::ChunkedBatches> unlabelled;
  if (semi_supervised) {
    pose::ChunkOptions endless = chunks;
    endless.endless = true;
    endless.seed = kUnlabelledSeed;
    unlabelled.emplace(unlabelled_sequences(options, dataset), dataset.mirroring, endless);
  }
  prepare_folder(options);

  nn::Adam optimizer(parameters(model), {.learning_rate = options.learning_rate});
  pose::TrainingRun run{optimizer,
                        batches,
                        {static_cast<std::uint64_t>(options.seed), 0},
                        options.learning_rate,
                        pose::Schedule::kFirstMomentum,
                        0,
                        {}};
  if (model.checkpoint) {
    resume(options, model, run);
    if (unlabelled) resume_unlabelled(options, *model.checkpoint, *unlabelled);
  }
  console::print(console::training_on(pose::total_frames(training)));
  if (run.epochs_done > options.epochs)
    fmt::print(stderr,
               "posegrad run: {} was trained for {} epochs already, -e {} asks for no more\n",
               model.checkpoint_path, run.epochs_done, options.epochs);
  TrainingSession session({options, dataset, model, log, run, unlabelled ? &*unlabelled : nullptr});
  if (!unlabelled && model.trajectory) {
    pose::WithTrajectoryTask task(
        {model.pose, *model.trajectory, training_form(options), dataset.mirroring, training, test});
    return train(run, task, options, session);
  }
  if (!unlabelled) {
    pose::SupervisedTask task(
        {model.pose, training_form(options), dataset.mirroring, training, test});
    return train(run, task, options, session);
  }
  if (options.warmup == options.epochs)
    fmt::print(stderr,
               "posegrad run: every epoch is warm-up (--warmup {}): the unlabelled subjects change "
               "nothing\n",
               options.epochs);
  console::print(console::semi_supervision_on(pose::total_frames(unlabelled->sequences())));
  pose::SemiSupervisedTask task(
      {model.pose,
       *model.trajectory,
       training_form(options),
       dataset.mirroring,
       dataset.skeleton,
       *unlabelled,
       training,
       test,
       {.warmup = options.warmup,
        .projection = options.projection,
        .bone_length = options.bone_length,
        .lens = options.linear_projection ? pose::Lens::linear : pose::Lens::distorted}});
  return train(run, task, options, session);
}

}  // namespace posegrad::apps
