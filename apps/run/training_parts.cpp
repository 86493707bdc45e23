#include "apps/run/training_parts.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "apps/console/console.h"
#include "apps/console/shown.h"
#include "apps/console/signals.h"
#include "apps/ranks/ranks.h"
#include "pose/formats/atomic_file.h"
#include "tensor/error.h"
#include "tensor/parallel.h"

namespace posegrad::apps {
void introduce(const RunOptions& options, const RunModel& model) {
  console::print(console::receptive_field(model.pose.receptive_field()));
  if (options.causal) console::print(console::causal());
  console::print(console::parameter_count(model.pose.state().parameter_count()));
  if (model.checkpoint) {
    console::print(console::loading_checkpoint(model.checkpoint_path));
    if (model.checkpoint->epoch) console::print(console::trained_for(*model.checkpoint->epoch));
  }
}

JsonLog open_log(const RunOptions& options) {
  if (options.log.empty() || !Ranks::is_first()) return {};
  return {options.log, options.resume.empty() ? LogStart::fresh : LogStart::append};
}

void refuse_folder_in_use(const RunOptions& options) {
  if (Ranks::is_first()) const FolderLock free(options.checkpoint);
}

std::optional<FolderLock> prepare_folder(const RunOptions& options) {
  outlive_the_terminal();
  if (!Ranks::is_first()) return {};
  std::error_code error;
  std::filesystem::create_directories(options.checkpoint, error);
  if (error)
    throw IoError(fmt::format("cannot make the checkpoint folder {}: {}", options.checkpoint,
                              error.message()));
  {
    // Not committed: leaves nothing behind.
    pose::formats::AtomicFile probe(checkpoint_path(options, "epoch_0.bin"));
    probe.write("posegrad");
  }
  return std::optional<FolderLock>(std::in_place, options.checkpoint);
}

std::vector<nn::NamedVariable> parameters(const RunModel& model) {
  std::vector<nn::NamedVariable> all = model.pose.state().parameters;
  if (model.trajectory)
    for (const nn::NamedVariable& p : model.trajectory->state().parameters) all.push_back(p);
  return all;
}

void resume(const RunOptions& options, const RunModel& model, const pose::TrainingState& state) {
  if (pose::resume_from(*model.checkpoint, model.checkpoint_path, state,
                        {.epochs = options.epochs, .like_original = options.compat_resume}))
    return;
  console::note(
      fmt::format("posegrad run: {} does not hold batch-norm momentum and dropout stream: momentum "
                  "continues as epoch {} of "
                  "{} has it, dropout with fresh numbers",
                  model.checkpoint_path, state.run.epochs_done + 1, options.epochs));
}

ThreadsOfShards::ThreadsOfShards(const RunOptions& options) : before_(threads()) {
  set_threads(static_cast<int>(std::max<Index>(options.machine.threads, 1)));
}

ThreadsOfShards::~ThreadsOfShards() { set_threads(before_); }

namespace {

pose::TrainingEnd train_all(std::span<const pose::ShardTraining> shards, ShardGroup* group,
                            const RunOptions& options, const pose::TrainingOptions& how,
                            const pose::TrainingCallbacks& callbacks) {
  if (group == nullptr) return pose::train(shards[0].run, shards[0].task, how, callbacks);
  const ThreadsOfShards of_shards(options);
  return pose::train_shards(*group, shards, how, callbacks);
}

}  // namespace

TrainingOutcome train(std::span<const pose::ShardTraining> shards, ShardGroup* group,
                      const RunOptions& options, TrainingSession* session,
                      const pose::TrainingCallbacks& callbacks) {
  const pose::TrainingOptions how{.epochs = options.epochs,
                                  .schedule = {options.lr_decay},
                                  .evaluate_each_epoch = options.eval,
                                  .fused = options.fused_training};
  pose::TrainingEnd end = pose::TrainingEnd::interrupted;
  try {
    end = train_all(shards, group, options, how, callbacks);
  } catch (const StopRequested&) {
  }
  if (session == nullptr) return {end, ""};
  session->stop_progress();
  if (end == pose::TrainingEnd::interrupted) session->save_interrupted();
  if (!session->interrupted()) return {end, session->summary(), session->failure()};
  if (end == pose::TrainingEnd::finished)
    console::note(fmt::format(
        "posegrad run: interrupted after the last epoch; evaluate with the same command and "
        "--evaluate epoch_{}.bin",
        options.epochs));
  return {pose::TrainingEnd::interrupted, ""};
}

}  // namespace posegrad::apps
