#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "apps/console/console.h"
#include "apps/console/shown.h"
#include "apps/ranks/ranks.h"
#include "apps/run/data.h"
#include "apps/run/jobs.h"
#include "apps/run/shards.h"
#include "apps/run/training_parts.h"
#include "apps/run/training_session.h"
#include "pose/training/semi_supervised.h"
#include "pose/training/supervised.h"
#include "pose/training/with_trajectory.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

constexpr std::uint32_t kUnlabelledSeed = 4321;

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
      console::note(
          fmt::format("posegrad run: subject {} is used with and without labels", subject));
  return sequences;
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

std::unique_ptr<pose::TrainingTask> task_of(Worker& worker, const RunOptions& options,
                                            const pose::Dataset& dataset,
                                            const std::vector<pose::Sequence>& training,
                                            const std::vector<pose::Sequence>& test) {
  const RunModel& model = worker.model;
  const pose::ModelForm form = training_form(options);
  const bool fast = options.prediction.fast;
  if (!model.trajectory)
    return std::make_unique<pose::SupervisedTask>(
        pose::SupervisedTask::Setup{model.pose, form, dataset.mirroring, training, test, fast});
  if (!worker.unlabelled)
    return std::make_unique<pose::WithTrajectoryTask>(pose::WithTrajectoryTask::Setup{
        model.pose, *model.trajectory, form, dataset.mirroring, training, test, fast});
  return std::make_unique<pose::SemiSupervisedTask>(pose::SemiSupervisedTask::Setup{
      model.pose,
      *model.trajectory,
      form,
      dataset.mirroring,
      dataset.skeleton,
      *worker.unlabelled,
      training,
      test,
      {.warmup = options.warmup,
       .projection = options.projection,
       .bone_length = options.bone_length,
       .lens = options.linear_projection ? pose::Lens::linear : pose::Lens::distorted},
      fast,
      worker.unlabelled_part ? &*worker.unlabelled_part : nullptr});
}

}  // namespace

TrainingOutcome run_training(const RunOptions& options, const pose::Dataset& dataset,
                             const RunModel& model, const std::vector<pose::Sequence>& test,
                             JsonLog& log) {
  const bool semi_supervised = options.semi_supervised();
  require_same_supervision(options, model);
  const std::vector<pose::Sequence> training = labelled_sequences(options, dataset);
  const pose::ChunkOptions chunks = chunk_options(options, model.pose);
  const Workers::Batches batches = [&](const pose::BatchSource* of) {
    return of ? std::make_unique<pose::ChunkedBatches>(
                    dynamic_cast<const pose::ChunkedBatches&>(*of))
              : std::make_unique<pose::ChunkedBatches>(training, dataset.mirroring, chunks);
  };
  std::optional<pose::ChunkedBatches> unlabelled;
  if (semi_supervised) {
    pose::ChunkOptions endless = chunks;
    endless.endless = true;
    endless.seed = kUnlabelledSeed;
    unlabelled.emplace(unlabelled_sequences(options, dataset), dataset.mirroring, endless);
  }
  Workers workers(options, model, batches, std::move(unlabelled));
  const std::optional<FolderLock> lock = prepare_folder(options);
  const pose::TrainingState state = workers.first().state();
  if (model.checkpoint) resume(options, model, state);
  console::print(console::training_on(pose::total_frames(training)));
  if (state.run.epochs_done > options.epochs)
    console::note(
        fmt::format("posegrad run: {} was trained for {} epoch{} already, -e {} asks for no more",
                    model.checkpoint_path, state.run.epochs_done,
                    state.run.epochs_done == 1 ? "" : "s", options.epochs));
  const DataTerms terms = data_terms(options, dataset);
  std::optional<TrainingSession> session;
  if (Ranks::is_first()) session.emplace(TrainingSession::World{options, terms.facts, log, state});
  const auto make_task = [&](Worker& worker) {
    return task_of(worker, options, dataset, training, test);
  };
  const auto train = [&] { return workers.train(make_task, session ? &*session : nullptr); };
  if (!semi_supervised) return train();
  if (options.warmup == options.epochs)
    console::note(fmt::format(
        "posegrad run: every epoch is warm-up (--warmup {}): the unlabelled subjects change "
        "nothing",
        options.epochs));
  console::print(console::semi_supervision_on(pose::total_frames(state.unlabelled->sequences())));
  return train();
}

}  // namespace posegrad::apps
